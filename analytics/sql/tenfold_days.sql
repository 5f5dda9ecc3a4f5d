-- question: On which days did one import bring at least nine times what earlier ones had brought?
-- parameters: none
-- columns: day, before_ms, ms (billable, with that import), file (the import's)
-- A day that was the last one of the earlier imports does not count: an export is often made before its last day is over.
with sums as (
    select day, import_no, coalesce(sum(ms) filter (where billable), 0)::bigint as ms
    from usage_days
    group by day, import_no
),

reach as (
    select
        import_no,
        max(max(day)) over (order by import_no rows between unbounded preceding and 1 preceding) as last_before
    from sums
    group by import_no
),

growing as (
    select
        day, import_no, ms,
        coalesce(
            sum(ms) over (partition by day order by import_no rows between unbounded preceding and 1 preceding), 0
        )::bigint as before_ms
    from sums
)

select g.day, g.before_ms, g.before_ms + g.ms as ms, i.file
from growing as g
inner join reach as r using (import_no)
inner join imports as i using (import_no)
where g.before_ms > 0 and g.ms >= 9 * g.before_ms and g.day < r.last_before
order by g.day, g.import_no
