-- question: How many minutes were recorded, over steps of time, by user, kind, app or weekday, where users are asked for?
-- parameters: $step 'none' 'day' 'week' 'month', $by 'user' 'kind' 'app' 'weekday' or 'none'; $since date, $until date (excluded);
--   $app_numbers, $user_numbers (of name_numbers), $kinds, $weekdays (1 Monday), $named (of what $by tells apart) lists, each may
--   be null for "all"; $without list of 'app' and 'user', of which the named are left out
-- columns: step (its first day; null without $step), name (null without $by), videos, ms, billable_ms
-- The step and what $by tells apart make one whole number, the day in its upper half: DuckDB groups by one number in two
-- thirds of the time that a number and a null take. Names stand beside it last.
with sums as (
    select
        coalesce(
            case $by when 'user' then user when 'app' then app when 'kind' then enum_code(kind) when 'weekday' then isodow(day) end::bigint, 4294967295
        )
        + 4294967296 * case $step
            when 'day' then day - date '0001-01-01'
            when 'week' then date_trunc('week', day)::date - date '0001-01-01'
            when 'month' then date_trunc('month', day)::date - date '0001-01-01'
            else 0
        end as key,
        sum(videos) as videos,
        sum(ms) as ms,
        coalesce(sum(ms) filter (where billable), 0) as billable_ms
    from usage_user_days
    where
        day >= $since::date and day < $until::date
        and ($user_numbers::integer[] is null or list_contains($user_numbers::integer[], user) <> list_contains($without::varchar[], 'user'))
        and ($app_numbers::integer[] is null or list_contains($app_numbers::integer[], app) <> list_contains($without::varchar[], 'app'))
        and ($kinds::varchar[] is null or list_contains($kinds::varchar[], kind::varchar))
        and ($weekdays::bigint[] is null or list_contains($weekdays::bigint[], isodow(day)))
    group by key
),

named as (
    select
        if($step = 'none', null, date '0001-01-01' + (s.key // 4294967296)::integer) as step,
        s.videos, s.ms, s.billable_ms,
        case $by
            when 'user' then n.name
            when 'app' then n.name
            when 'kind' then enum_range(null::kind)[s.number + 1]::varchar
            else s.number::varchar
        end as name
    from (select *, nullif(key % 4294967296, 4294967295) as number from sums) as s
    left join usage_names as n on s.number = n.id
)

select step, name, videos::bigint as videos, ms::bigint as ms, billable_ms::bigint as billable_ms
from named
where ($named::varchar[] is null or list_contains($named::varchar[], name))
order by step, ms desc, name
