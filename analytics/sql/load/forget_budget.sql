-- statement: Forget the budget of a value of a dimension.
-- parameters: $dimension, $value
delete from budgets where dimension = $dimension and value = $value;
