-- question: In which files of lakes do rows of a table lie?
-- parameters: $table name of the table
-- columns: path (as DuckDB reads it), import_no, rows
select path, import_no, rows
from lake_parts
where table_name = $table
order by import_no, path
