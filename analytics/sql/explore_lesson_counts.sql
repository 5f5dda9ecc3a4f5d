-- question: How many lessons have at least one file of what is asked for, over steps of time, by anything?
-- parameters: $step 'none' 'day' 'week' 'month', $by 'kind' 'app' 'room' 'user' 'weekday' 'hour' 'weekday_hour' 'finish' 'lines'
--   'state' or 'none'; $is_state true where a state tells apart or is filtered by; $zone, $midnight 'stop' or 'start'; $since date,
--   $until date (excluded); $apps, $rooms, $users and the same as $app_numbers, $room_numbers, $user_numbers (of name_numbers),
--   $kinds, $weekdays (1 Monday), $hours, $finishes, $pictures (lines), $states lists, each may be null for "all"; $without list of
--   'app', 'room', 'user' and 'state', of which the named are left out
-- columns: step (its first day; null without $step), name (null without $by), lessons, length_ms (of these lessons together, pauses
--   left out)
-- A lesson of several values counts under each of them, and stands on the last of its days. States are not told by the small tables.
with of_files as (
    select
        task, max(day) as day,
        case $by
            when 'room' then room
            when 'user' then user
            when 'app' then app
            when 'kind' then enum_code(kind)
            when 'weekday' then isodow(day)
            when 'hour' then hour
            when 'weekday_hour' then isodow(day) * 100 + hour
            when 'finish' then enum_code(finish)
            when 'lines' then lines
        end::bigint as number
    from usage_files
    where
        not $is_state
        and day >= $since::date and day < $until::date
        and ($hours::bigint[] is null or list_contains($hours::bigint[], hour))
        and ($room_numbers::integer[] is null or list_contains($room_numbers::integer[], room) <> list_contains($without::varchar[], 'room'))
        and ($user_numbers::integer[] is null or list_contains($user_numbers::integer[], user) <> list_contains($without::varchar[], 'user'))
        and ($app_numbers::integer[] is null or list_contains($app_numbers::integer[], app) <> list_contains($without::varchar[], 'app'))
        and ($kinds::varchar[] is null or list_contains($kinds::varchar[], kind::varchar))
        and ($weekdays::bigint[] is null or list_contains($weekdays::bigint[], isodow(day)))
        and ($finishes::varchar[] is null or list_contains($finishes::varchar[], finish::varchar))
        and ($pictures::bigint[] is null or list_contains($pictures::bigint[], lines))
    group by task, number
),

videos_of_states as (
    select
        v.day, v.app, v.room, v.user_id, v.kind, v.status, rules.main.task_key(v.task_id) as task,
        hour(rules.main.there(rules.main.quarter(v.started_at), $zone)) as hour,
        rules.main.finish_name(v.finish_reason) as finish,
        rules.main.picture_lines(v.width, v.height) as lines
    from rules.main.dated_videos($zone, $midnight, since := $since::date, until := $until::date) as v
    where
        $is_state
        and ($apps::varchar[] is null or list_contains($apps::varchar[], v.app) <> list_contains($without::varchar[], 'app'))
        and ($rooms::varchar[] is null or list_contains($rooms::varchar[], v.room) <> list_contains($without::varchar[], 'room'))
        and ($users::varchar[] is null or list_contains($users::varchar[], v.user_id) <> list_contains($without::varchar[], 'user'))
        and ($states::varchar[] is null or list_contains($states::varchar[], v.status) <> list_contains($without::varchar[], 'state'))
        and ($kinds::varchar[] is null or list_contains($kinds::varchar[], v.kind::varchar))
        and ($weekdays::bigint[] is null or list_contains($weekdays::bigint[], isodow(v.day)))
        and ($hours::bigint[] is null or list_contains($hours::bigint[], hour))
        and ($finishes::varchar[] is null or list_contains($finishes::varchar[], finish))
        and ($pictures::bigint[] is null or list_contains($pictures::bigint[], lines))
),

lessons as (
    select
        f.task, f.day,
        case $by
            when 'room' then n.name
            when 'user' then n.name
            when 'app' then n.name
            when 'kind' then enum_range(null::kind)[f.number + 1]::varchar
            when 'weekday_hour' then concat(f.number // 100, ' ', f.number % 100)
            when 'finish' then enum_range(null::finish)[f.number + 1]::varchar
            else f.number::varchar
        end as name
    from of_files as f
    left join usage_names as n on f.number = n.id
    union all
    select
        task, max(day),
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
        end as name
    from videos_of_states
    group by task, name
),

lengths as (
    select task, max(length_ms) as length_ms from usage_lessons group by task
)

select
    case $step when 'day' then day when 'week' then date_trunc('week', day) when 'month' then date_trunc('month', day) end::date
        as step,
    name,
    count(*)::bigint as lessons,
    coalesce(sum(length_ms), 0)::bigint as length_ms
from lessons
left join lengths using (task)
group by all
order by step, lessons desc, name
