-- statement: Append the vendor's usage of a batch of a lake.
-- parameters: $import_no, $paths
insert into vendor_usage
select $import_no, place, day, app, room, sub_product, value, 'counted'
from read_parquet($paths)
order by file_no, row_no
