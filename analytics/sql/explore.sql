-- question: How many minutes were recorded, over steps of time, by any one of kind, app, room, user, weekday, hour, finish, lines?
-- parameters: $step 'none' 'day' 'week' 'month', $by one of those names or 'none', $source of what is read: 'hours' (usage_hours: no
--   room, no user), 'room_days' (days, apps, rooms and kinds alone), 'user_months' (whole months: apps, users and kinds alone; the
--   days outside [$month_since, $month_until) from the rows) or 'rows'; $zone, $midnight 'stop' or 'start'; $since date, $until
--   date (excluded), $month_since, $month_until, $apps, $rooms, $users, $kinds, $weekdays (1 Monday), $hours, $finishes,
--   $pictures (lines) lists; each may be null for "all"; $named list of the names that are wanted, or null
-- columns: step (its first day; null without), name (null without), videos, ms, billable_ms
-- A room's, user's or app's name is its own; the others are numbers or words of the table's own types.
with rows as (
    select
        timezone($zone, timezone('UTC', if($midnight = 'start', started_at, stopped_at)))::date as day,
        hour(timezone($zone, timezone('UTC', started_at)))::utinyint as hour,
        app, room, user_id, kind,
        status = 'FINISHED' and kind in ('camera', 'screen', 'whiteboard') as billable,
        rules.main.finish_name(finish_reason)::finish as finish,
        rules.main.picture_lines(width, height)::usmallint as lines,
        1 as videos,
        duration_ms as ms
    from video_rows
    where
        standing = 'counted' and $source in ('rows', 'user_months')
        and ($rooms::varchar[] is null or room in (select unnest($rooms::varchar[])))
        and ($users::varchar[] is null or user_id in (select unnest($users::varchar[])))
        and (
            $since::date is null
            or if($midnight = 'start', started_at, stopped_at) >= timezone('UTC', timezone($zone, $since::timestamp))
        )
        and (
            $until::date is null
            or if($midnight = 'start', started_at, stopped_at) < timezone('UTC', timezone($zone, $until::timestamp))
        )
        and (
            $source = 'rows'
            or if($midnight = 'start', started_at, stopped_at) < timezone('UTC', timezone($zone, $month_since::timestamp))
            or if($midnight = 'start', started_at, stopped_at) >= timezone('UTC', timezone($zone, $month_until::timestamp))
        )
),

usage as (
    select day, hour, app, null as room, null as user_id, kind, billable, finish, lines, videos, ms
    from usage_hours
    where $source = 'hours'
    union all
    select day, null, app, room, null, kind, billable, null, null, videos, ms
    from usage_room_days
    where $source = 'room_days' and ($rooms::varchar[] is null or room in (select unnest($rooms::varchar[])))
    union all
    select month, null, app, null, user_id, kind, billable, null, null, videos, ms
    from usage_user_months
    where
        $source = 'user_months' and month >= $month_since::date and month < $month_until::date
        and ($users::varchar[] is null or user_id in (select unnest($users::varchar[])))
    union all
    select day, hour, app, room, user_id, kind, billable, finish, lines, videos, ms from rows
),

sums as (
    select
        case $step when 'day' then day when 'week' then date_trunc('week', day) when 'month' then date_trunc('month', day) end::date
            as step,
        case $by
            when 'kind' then kind::varchar
            when 'app' then app
            when 'room' then room
            when 'user' then user_id
            when 'weekday' then isodow(day)::varchar
            when 'hour' then hour::varchar
            when 'weekday_hour' then concat(isodow(day), ' ', hour)
            when 'finish' then finish::varchar
            when 'lines' then lines::varchar
        end as name,
        sum(videos)::bigint as videos,
        sum(ms)::bigint as ms,
        coalesce(sum(ms) filter (where billable), 0)::bigint as billable_ms
    from usage
    where
        ($since::date is null or day >= $since::date)
        and ($until::date is null or day < $until::date)
        and ($apps::varchar[] is null or list_contains($apps::varchar[], app))
        and ($kinds::varchar[] is null or list_contains($kinds::varchar[], kind::varchar))
        and ($weekdays::bigint[] is null or list_contains($weekdays::bigint[], isodow(day)))
        and ($hours::bigint[] is null or list_contains($hours::bigint[], hour))
        and ($finishes::varchar[] is null or list_contains($finishes::varchar[], finish::varchar))
        and ($pictures::bigint[] is null or list_contains($pictures::bigint[], lines))
    group by all
)

select step, name, videos, ms, billable_ms
from sums
where $named::varchar[] is null or list_contains($named::varchar[], name)
order by step, ms desc, name
