-- question: How many minutes were recorded, over steps of time, by anything, where the state of a task is asked for?
-- parameters: $step 'none' 'day' 'week' 'month', $by 'kind' 'app' 'room' 'user' 'weekday' 'hour' 'weekday_hour' 'finish' 'lines'
--   'state' or 'none'; $zone, $midnight 'stop' or 'start'; $since date, $until date (excluded); $apps, $rooms, $users, $kinds,
--   $weekdays (1 Monday), $hours, $finishes, $pictures (lines), $states, $named (of what $by tells apart) lists, each may be null
--   for "all"; $without list of 'app', 'room', 'user' and 'state', of which the named are left out
-- columns: step (its first day; null without $step), name (null without $by), videos, ms, billable_ms
-- The small tables do not tell states, so that the files themselves are looked at.
with files as (
    select
        v.day, v.app, v.room, v.user_id, v.kind, v.status, v.billable, v.duration_ms as ms,
        hour(rules.main.there(rules.main.quarter(v.started_at), $zone)) as hour,
        rules.main.finish_name(v.finish_reason) as finish,
        rules.main.picture_lines(v.width, v.height) as lines
    from rules.main.dated_videos($zone, $midnight, since := $since::date, until := $until::date) as v
    where
        ($apps::varchar[] is null or list_contains($apps::varchar[], v.app) <> list_contains($without::varchar[], 'app'))
        and ($rooms::varchar[] is null or list_contains($rooms::varchar[], v.room) <> list_contains($without::varchar[], 'room'))
        and ($users::varchar[] is null or list_contains($users::varchar[], v.user_id) <> list_contains($without::varchar[], 'user'))
        and ($states::varchar[] is null or list_contains($states::varchar[], v.status) <> list_contains($without::varchar[], 'state'))
        and ($kinds::varchar[] is null or list_contains($kinds::varchar[], v.kind::varchar))
        and ($weekdays::bigint[] is null or list_contains($weekdays::bigint[], isodow(v.day)))
        and ($hours::bigint[] is null or list_contains($hours::bigint[], hour))
        and ($finishes::varchar[] is null or list_contains($finishes::varchar[], finish))
        and ($pictures::bigint[] is null or list_contains($pictures::bigint[], lines))
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
        when 'finish' then finish
        when 'lines' then lines::varchar
        when 'state' then status
    end as name,
    count(*)::bigint as videos,
    sum(ms)::bigint as ms,
    coalesce(sum(ms) filter (where billable), 0)::bigint as billable_ms
from files
where ($named::varchar[] is null or list_contains($named::varchar[], name))
group by all
order by step, ms desc, name
