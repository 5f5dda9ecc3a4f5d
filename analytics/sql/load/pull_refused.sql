-- statement: Append the refused rows of a batch of a lake.
-- parameters: $import_no, $paths
insert into refused_rows
select $import_no, place, (row_number() over (order by file_no, row_no))::bigint, source_row::json, flaws
from read_parquet($paths)
order by file_no, row_no
