-- statement: How many lines of the vendor's usage did an import bring, and how many of them were refused?
-- parameters: $import_no
-- columns: loaded, duplicate (a line for the same day, app, room and product counts), refused
select
    count(*) filter (standing = 'counted')::bigint as loaded,
    count(*) filter (standing = 'duplicate')::bigint as duplicate,
    (
        select count(*) from all_refused_rows
        where import_no = $import_no and flaws[1] like '%|%_usage'
    )::bigint as refused
from vendor_usage
where import_no = $import_no
