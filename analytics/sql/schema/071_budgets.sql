-- Budgets of a month for one value of a dimension, such as a room; that of the whole account is the setting `month_budget`.
create table budgets (dimension varchar, value varchar, amount decimal(18, 3), currency varchar);
