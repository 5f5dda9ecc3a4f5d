-- question: Which imports are the sample?
-- parameters: none
-- columns: import_no
select import_no from imports where is_sample order by import_no
