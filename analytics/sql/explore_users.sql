-- question: How many minutes were recorded, over steps of time, by user, kind, app or weekday, where users are asked for?
-- parameters: $step 'none' 'day' 'week' 'month', $by 'user' 'kind' 'app' 'weekday' or 'none'; $since date, $until date (excluded);
--   $apps, $users, $kinds, $weekdays (1 Monday), $named (of what $by tells apart) lists, each may be null for "all"
-- columns: step (its first day; null without $step), name (null without $by), videos, ms, billable_ms
with sums as (
    select
        case $step when 'day' then day when 'week' then date_trunc('week', day) when 'month' then date_trunc('month', day) end::date
            as step,
        case $by when 'user' then user when 'app' then app end as id,
        case $by when 'kind' then kind::varchar when 'weekday' then isodow(day)::varchar end as word,
        sum(videos) as videos,
        sum(ms) as ms,
        coalesce(sum(ms) filter (where billable), 0) as billable_ms
    from usage_user_days
    where
        day >= $since::date and day < $until::date
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
    group by all
),

named as (
    select
        step, videos, ms, billable_ms,
        case $by
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
