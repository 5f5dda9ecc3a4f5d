-- statement: Keep the budget of a value of a dimension, in place of an earlier one.
-- parameters: $dimension, $value, $amount, $currency
delete from budgets where dimension = $dimension and value = $value;
insert into budgets values ($dimension, $value, $amount, $currency);
