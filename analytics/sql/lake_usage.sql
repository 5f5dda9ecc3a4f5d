-- question: Which lines of the vendor's usage does a scratch database hold?
-- parameters: none
-- columns: file_no, row_no, place, day, app, room, sub_product, value, standing
select
    import_no::bigint as file_no, rowid::bigint as row_no, place, day, app, room, sub_product, value, standing::varchar as standing
from vendor_usage
order by import_no, rowid
