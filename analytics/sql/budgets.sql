-- question: Which budgets of a month does the team keep for parts of the account?
-- parameters: none
-- columns: dimension, value, amount, currency
select dimension, value, amount, currency from budgets order by dimension, value
