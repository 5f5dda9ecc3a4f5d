-- question: How many minutes were recorded by user, kind or app, over months or all together, where users are asked for?
-- parameters: $step 'none' or 'month', $by 'user' 'kind' 'app' or 'none'; $since date, $until date (excluded), $month_since, $month_until
--   of the months in between that are whole, $zone, $midnight 'stop' or 'start'; $apps, $users, $kinds, $named (of what $by tells
--   apart) lists, each may be null for "all"
-- columns: step (its first day; null without $step), name (null without $by), videos, ms, billable_ms
-- Whole months come from the small table, the days before and after them from the rows.
with edges as (
    select
        if($midnight = 'start', started_at, stopped_at) < timezone('UTC', timezone($zone, $month_since::timestamp)) as is_before,
        app, user_id, kind, status = 'FINISHED' and kind in ('camera', 'screen', 'whiteboard') as billable,
        count(*) as videos, sum(duration_ms) as ms
    from video_rows
    where
        standing = 'counted'
        and ($users::varchar[] is null or user_id in (select unnest($users::varchar[])))
        and if($midnight = 'start', started_at, stopped_at) >= timezone('UTC', timezone($zone, $since::timestamp))
        and if($midnight = 'start', started_at, stopped_at) < timezone('UTC', timezone($zone, $until::timestamp))
        and (
            if($midnight = 'start', started_at, stopped_at) < timezone('UTC', timezone($zone, $month_since::timestamp))
            or if($midnight = 'start', started_at, stopped_at) >= timezone('UTC', timezone($zone, $month_until::timestamp))
        )
    group by all
),

usage as (
    select month, app, user_id, kind, billable, videos, ms
    from usage_user_months
    where
        month >= $month_since::date and month < $month_until::date
        and ($users::varchar[] is null or user_id in (select unnest($users::varchar[])))
    union all
    select
        if(is_before, date_trunc('month', $since::date), $month_until::date), app, user_id, kind, billable, videos, ms
    from edges
)

select
    case $step when 'month' then month end::date as step,
    case $by when 'user' then user_id when 'kind' then kind::varchar when 'app' then app end as name,
    sum(videos)::bigint as videos,
    sum(ms)::bigint as ms,
    coalesce(sum(ms) filter (where billable), 0)::bigint as billable_ms
from usage
where
    ($apps::varchar[] is null or list_contains($apps::varchar[], app))
    and ($kinds::varchar[] is null or list_contains($kinds::varchar[], kind::varchar))
    and ($named::varchar[] is null or list_contains($named::varchar[], name))
group by all
order by step, ms desc, name
