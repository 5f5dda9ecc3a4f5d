-- question: From which files are the lines of the vendor's usage in a scratch database, in their order?
-- parameters: none
-- columns: file_no
select distinct import_no::bigint as file_no
from vendor_usage
order by file_no
