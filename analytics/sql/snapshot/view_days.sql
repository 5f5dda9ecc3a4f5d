-- question: How much was recorded on each day, by app and kind?
-- parameters: none
-- columns: day, month, app, kind, files, ms, billable_ms
select
    day, strftime(day, '%Y-%m') as month, app, kind::varchar as kind,
    sum(videos)::bigint as files, sum(ms)::bigint as ms,
    coalesce(sum(ms) filter (where billable), 0)::bigint as billable_ms
from usage_days
group by day, app, usage_days.kind
order by 1, 3, 4
