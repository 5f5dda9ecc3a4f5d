-- question: How many bytes of recordings were added on each day?
-- parameters: $zone, $midnight 'stop' or 'start'
-- columns: day, bytes, unsized (files whose size is not stated)
with quarters as (
    select
        rules.main.quarter(rules.main.edge($midnight, started_at, stopped_at)) as quarter,
        sum(coalesce(size_bytes, 0)) as bytes,
        count(*) filter (where coalesce(size_bytes, 0) = 0 and duration_ms > 0) as unsized
    from videos
    group by all
)

select
    rules.main.there(quarter, $zone)::date as day,
    sum(bytes)::bigint as bytes,
    sum(unsized)::bigint as unsized
from quarters
group by all
order by day
