-- question: The same as charged_days_from_rollup under the vendor's rule, asked of the rows themselves: camera, screen and
--   whiteboard count once, mixed and audio not, each app's daily sum up to a whole minute
-- parameters: $zone
-- columns: day, app, ms, charged_ms
with apps as (
    select
        timezone($zone, timezone('UTC', stopped_at))::date as day, app,
        sum(if(billable, duration_ms, 0))::bigint as ms
    from videos
    group by day, app
)

select day, app, ms, ((ms + 59999) // 60000 * 60000)::bigint as charged_ms
from apps
order by day, app
