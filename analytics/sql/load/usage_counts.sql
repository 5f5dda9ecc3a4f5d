-- statement: How many lines of the vendor's usage did an import bring, and how many of them were refused?
-- parameters: $import_no
-- columns: loaded, refused
select
    (select count(*) from vendor_usage where import_no = $import_no)::bigint as loaded,
    (
        select count(*) from refused_rows
        where import_no = $import_no and flaws[1] like '%|not_a_usage'
    )::bigint as refused
