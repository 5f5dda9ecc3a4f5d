-- question: Which values does each dimension of groups have?
-- parameters: none
-- columns: dimension, value
select distinct dimension, value from group_rows order by dimension, value
