-- question: Which refused rows does a scratch database hold?
-- parameters: none
-- columns: file_no, row_no, place, source_row, flaws
select import_no::bigint as file_no, row_no, place, source_row::varchar as source_row, flaws
from refused_rows
order by import_no, row_no
