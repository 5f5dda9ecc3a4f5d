-- question: How many students have at least one file of what is asked for, over steps of time, by anything but the state of a task?
-- parameters: $step 'none' 'day' 'week' 'month', $by 'kind' 'app' 'room' 'user' 'weekday' 'hour' 'weekday_hour' 'finish' 'lines' or
--   'none'; $since date, $until date (excluded); $student_numbers list (of name_numbers); $app_numbers, $room_numbers, $user_numbers
--   (of name_numbers), $kinds, $weekdays (1 Monday), $hours, $finishes, $pictures (lines) lists, each may be null for "all"; $without
--   list of 'app', 'room' and 'user', of which the named are left out
-- columns: step (its first day; null without $step), name (null without $by), students
with sums as (
    select
        case $step when 'day' then day when 'week' then date_trunc('week', day) when 'month' then date_trunc('month', day) end::date
            as step,
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
        end::bigint as number,
        count(distinct user) as students
    from usage_files
    where
        day >= $since::date and day < $until::date
        and user in (select unnest($student_numbers::integer[]))
        and ($hours::bigint[] is null or list_contains($hours::bigint[], hour))
        and ($room_numbers::integer[] is null or list_contains($room_numbers::integer[], room) <> list_contains($without::varchar[], 'room'))
        and ($user_numbers::integer[] is null or list_contains($user_numbers::integer[], user) <> list_contains($without::varchar[], 'user'))
        and ($app_numbers::integer[] is null or list_contains($app_numbers::integer[], app) <> list_contains($without::varchar[], 'app'))
        and ($kinds::varchar[] is null or list_contains($kinds::varchar[], kind::varchar))
        and ($weekdays::bigint[] is null or list_contains($weekdays::bigint[], isodow(day)))
        and ($finishes::varchar[] is null or list_contains($finishes::varchar[], finish::varchar))
        and ($pictures::bigint[] is null or list_contains($pictures::bigint[], lines))
    group by all
)

select
    s.step,
    case $by
        when 'room' then n.name
        when 'user' then n.name
        when 'app' then n.name
        when 'kind' then enum_range(null::kind)[s.number + 1]::varchar
        when 'weekday_hour' then concat(s.number // 100, ' ', s.number % 100)
        when 'finish' then enum_range(null::finish)[s.number + 1]::varchar
        else s.number::varchar
    end as name,
    s.students::bigint as students
from sums as s
left join usage_names as n on s.number = n.id
order by s.step, students desc, name
