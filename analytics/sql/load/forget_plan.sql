-- statement: Forget a plan.
-- parameters: $name
delete from plans where name = $name;
