-- question: Which dimensions do the groups that stand have?
-- parameters: none
-- columns: dimension
select distinct dimension from group_rows order by dimension
