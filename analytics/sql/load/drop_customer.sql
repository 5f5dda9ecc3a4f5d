-- statement: Forget a customer; quotes stay as they are.
-- parameters: $name
delete from quote_customers where name = $name;
