-- question: Which imports are of files of this size, so that their content may be the same?
-- parameters: $bytes
-- columns: import_no
select import_no from imports where bytes = $bytes
