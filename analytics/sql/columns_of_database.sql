-- question: Which columns have the tables and views of an attached database?
-- parameters: $database
-- columns: table_name, column_name, data_type
select table_name, column_name, data_type
from duckdb_columns()
where database_name = $database and not internal
