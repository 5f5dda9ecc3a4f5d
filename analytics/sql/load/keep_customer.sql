-- statement: Keep a customer, in place of the one of that name.
-- parameters: $name, $details (JSON), $who, $now (UTC)
insert or replace into quote_customers values ($name, $details, $who, $now);
