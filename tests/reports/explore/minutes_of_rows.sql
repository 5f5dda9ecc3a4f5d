-- question: How many minutes were recorded, over steps of time, by anything, worked out from the rows themselves?
-- parameters: $step 'none' 'day' 'week' 'month', $by 'kind' 'app' 'room' 'user' 'weekday' 'hour' 'weekday_hour' 'finish' 'lines' or
--   'none'; $since date, $until date (excluded), $zone, $midnight 'stop' or 'start'; $apps, $rooms, $users, $kinds, $weekdays
--   (1 Monday), $hours, $finishes, $pictures (lines), $states, $named (of what $by tells apart) lists, each may be null for "all";
--   $without list of those of which the named are left out
-- columns: step (its first day; null without $step), name (null without $by), videos, ms, billable_ms
with usage as (
    select
        timezone($zone, timezone('UTC', if($midnight = 'start', v.started_at, v.stopped_at)))::date as day,
        hour(timezone($zone, timezone('UTC', v.started_at))) as hour,
        v.app, v.room, v.user_id, v.kind, v.status,
        v.status = 'FINISHED' and v.kind in ('camera', 'screen', 'whiteboard') as billable,
        rules.main.finish_name(v.finish_reason)::finish as finish,
        rules.main.picture_lines(v.width, v.height)::usmallint as lines,
        1 as videos,
        v.duration_ms as ms
    from videos as v
    where
        ($rooms::varchar[] is null or ('room' in $without::varchar[]) <> (v.room in $rooms::varchar[]))
        and ($users::varchar[] is null or ('user' in $without::varchar[]) <> (v.user_id in $users::varchar[]))
        and ($states::varchar[] is null or ('state' in $without::varchar[]) <> (v.status in $states::varchar[]))
)

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
        when 'state' then status
    end as name,
    sum(videos)::bigint as videos,
    sum(ms)::bigint as ms,
    coalesce(sum(ms) filter (where billable), 0)::bigint as billable_ms
from usage
where
    day >= $since::date and day < $until::date
    and ($apps::varchar[] is null or ('app' in $without::varchar[]) <> (app in $apps::varchar[]))
    and ($kinds::varchar[] is null or list_contains($kinds::varchar[], kind::varchar))
    and ($hours::bigint[] is null or list_contains($hours::bigint[], hour))
    and ($weekdays::bigint[] is null or list_contains($weekdays::bigint[], isodow(day)))
    and ($finishes::varchar[] is null or list_contains($finishes::varchar[], finish::varchar))
    and ($pictures::bigint[] is null or list_contains($pictures::bigint[], lines))
    and ($named::varchar[] is null or list_contains($named::varchar[], name))
group by all
order by step, ms desc, name
