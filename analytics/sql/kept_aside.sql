-- question: Beside the rows of files, what does each import keep: rows set aside as refused, lines of the vendor's usage?
-- parameters: none
-- columns: import_no, refused (rows set aside), usage_lines, refused_usage_lines
with aside as (
    select
        import_no, count(*)::bigint as refused,
        count(*) filter (where flaws[1] like '%|not_a_usage')::bigint as refused_usage_lines
    from all_refused_rows
    group by import_no
),

lines as (
    select import_no, count(*)::bigint as usage_lines
    from vendor_usage
    group by import_no
)

select
    i.import_no,
    coalesce(a.refused, 0) as refused,
    coalesce(l.usage_lines, 0) as usage_lines,
    coalesce(a.refused_usage_lines, 0) as refused_usage_lines
from imports as i
left join aside as a using (import_no)
left join lines as l using (import_no)
order by i.import_no
