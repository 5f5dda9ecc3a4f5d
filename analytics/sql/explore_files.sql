-- question: How many minutes were recorded, over steps of time, by anything, from a line for each file?
-- parameters: $step 'none' 'day' 'week' 'month', $by 'kind' 'app' 'room' 'user' 'weekday' 'hour' 'weekday_hour' 'finish' 'lines' or
--   'none'; $since date, $until date (excluded); $apps, $rooms, $users, $kinds, $weekdays (1 Monday), $hours, $finishes, $pictures
--   (lines), $named (of what $by tells apart) lists, each may be null for "all"
-- columns: step (its first day; null without $step), name (null without $by), videos, ms, billable_ms
with sums as (
    select
        case $step when 'day' then day when 'week' then date_trunc('week', day) when 'month' then date_trunc('month', day) end::date
            as step,
        case $by when 'room' then room when 'user' then user when 'app' then app end as id,
        case $by
            when 'kind' then kind::varchar
            when 'weekday' then isodow(day)::varchar
            when 'hour' then hour::varchar
            when 'weekday_hour' then concat(isodow(day), ' ', hour)
            when 'finish' then finish::varchar
            when 'lines' then lines::varchar
        end as word,
        count(*) as videos,
        sum(ms) as ms,
        coalesce(sum(ms) filter (where billable), 0) as billable_ms
    from usage_files
    where
        day >= $since::date and day < $until::date
        and (
            $hours::bigint[] is null
            or (hour between list_min($hours::bigint[]) and list_max($hours::bigint[]) and list_contains($hours::bigint[], hour))
        )
        and (
            $rooms::varchar[] is null
            or room in (select id from usage_names where name in (select unnest($rooms::varchar[])))
        )
        and (
            $users::varchar[] is null
            or user in (select id from usage_names where name in (select unnest($users::varchar[])))
        )
        and (
            $apps::varchar[] is null
            or app in (select id from usage_names where name in (select unnest($apps::varchar[])))
        )
        and ($kinds::varchar[] is null or list_contains($kinds::varchar[], kind::varchar))
        and ($weekdays::bigint[] is null or list_contains($weekdays::bigint[], isodow(day)))
        and ($finishes::varchar[] is null or list_contains($finishes::varchar[], finish::varchar))
        and ($pictures::bigint[] is null or list_contains($pictures::bigint[], lines))
    group by all
),

named as (
    select
        step, videos, ms, billable_ms,
        case $by
            when 'room' then (select n.name from usage_names as n where n.id = s.id)
            when 'user' then (select n.name from usage_names as n where n.id = s.id)
            when 'app' then (select n.name from usage_names as n where n.id = s.id)
            else s.word
        end as name
    from sums as s
)

select step, name, videos::bigint as videos, ms::bigint as ms, billable_ms::bigint as billable_ms
from named
where ($named::varchar[] is null or list_contains($named::varchar[], name))
order by step, ms desc, name
