-- question: What coverage says of the recordings, asked of the rows themselves
-- parameters: $zone
-- columns: first_day, last_day, days, videos, ms
with dated as (
    select timezone($zone, timezone('UTC', stopped_at))::date as day, duration_ms
    from videos
)

select
    min(day) as first_day, max(day) as last_day, count(distinct day)::bigint as days,
    count(*)::bigint as videos, coalesce(sum(duration_ms), 0)::bigint as ms
from dated
