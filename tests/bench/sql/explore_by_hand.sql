-- What the Explore page asks of the benchmark's export, as a person would write it for the same small table, in the order
-- of tests/bench/explore.py: nothing but what is asked for, with its values in the text.
select date_trunc('month', day)::date as step, kind::varchar as name,
    sum(videos)::bigint as videos, sum(ms)::bigint as ms,
    coalesce(sum(ms) filter (where billable), 0)::bigint as billable_ms
from usage_hours where day >= '2025-09-01' and day < '2026-09-01'
group by all order by step, ms desc, name;

select isodow(day) || ' ' || hour as name,
    sum(videos)::bigint as videos, sum(ms)::bigint as ms,
    coalesce(sum(ms) filter (where billable), 0)::bigint as billable_ms
from usage_hours where day >= '2025-09-01' and day < '2026-09-01'
group by all order by ms desc, name;

select day as step, kind::varchar as name,
    sum(videos)::bigint as videos, sum(ms)::bigint as ms,
    coalesce(sum(ms) filter (where billable), 0)::bigint as billable_ms
from usage_hours where day >= '2025-09-01' and day < '2026-09-01' and hour = 10
group by all order by step, ms desc, name;

select room as name,
    sum(videos)::bigint as videos, sum(ms)::bigint as ms,
    coalesce(sum(ms) filter (where billable), 0)::bigint as billable_ms
from usage_room_days where day >= '2025-09-01' and day < '2026-09-01'
group by all order by ms desc, name;

select room as name,
    sum(videos)::bigint as videos, sum(ms)::bigint as ms,
    coalesce(sum(ms) filter (where billable), 0)::bigint as billable_ms
from usage_room_days where day >= '2026-03-02' and day < '2026-03-30'
group by all order by ms desc, name;

select room as name,
    sum(videos)::bigint as videos, sum(ms)::bigint as ms,
    coalesce(sum(ms) filter (where billable), 0)::bigint as billable_ms
from usage_room_days where day >= '2026-02-02' and day < '2026-03-02'
group by all order by ms desc, name;

select date_trunc('week', day)::date as step, room as name,
    sum(videos)::bigint as videos, sum(ms)::bigint as ms,
    coalesce(sum(ms) filter (where billable), 0)::bigint as billable_ms
from usage_room_days
where
    day >= '2025-09-01' and day < '2026-09-01'
    and room in ('210101', '210102', '210103', '210104', '210105', '210106', '210107', '210108')
group by all order by step, ms desc, name;

select n.name, s.videos, s.ms, s.billable_ms
from (
    select room,
    count(*) as videos, sum(ms)::bigint as ms,
    coalesce(sum(ms) filter (where billable), 0)::bigint as billable_ms
    from usage_files where day >= '2025-09-01' and day < '2026-09-01' and hour = 10
    group by room
) as s
inner join usage_names as n on n.id = s.room
order by s.ms desc, n.name;

select hour::varchar as name,
    count(*) as videos, sum(ms)::bigint as ms,
    coalesce(sum(ms) filter (where billable), 0)::bigint as billable_ms
from usage_files
where
    day >= '2025-09-01' and day < '2026-09-01' and room = (select id from usage_names where name = '210142')
group by all order by ms desc, name;

select day as step, kind::varchar as name,
    sum(videos)::bigint as videos, sum(ms)::bigint as ms,
    coalesce(sum(ms) filter (where billable), 0)::bigint as billable_ms
from usage_room_days where day >= '2025-09-01' and day < '2026-09-01' and room = '210142'
group by all order by step, ms desc, name;

select n.name, s.videos, s.ms, s.billable_ms
from (
    select user,
    sum(videos)::bigint as videos, sum(ms)::bigint as ms,
    coalesce(sum(ms) filter (where billable), 0)::bigint as billable_ms
    from usage_user_days where day >= '2025-09-13' and day < '2026-08-20'
    group by user
) as s
inner join usage_names as n on n.id = s.user
order by s.ms desc, n.name;

select n.name, s.videos, s.ms, s.billable_ms
from (
    select user,
    count(*) as videos, sum(ms)::bigint as ms,
    coalesce(sum(ms) filter (where billable), 0)::bigint as billable_ms
    from usage_files where day >= '2025-09-01' and day < '2026-09-01' and hour = 10
    group by user
) as s
inner join usage_names as n on n.id = s.user
order by s.ms desc, n.name;

select day as step, kind::varchar as name,
    sum(videos)::bigint as videos, sum(ms)::bigint as ms,
    coalesce(sum(ms) filter (where billable), 0)::bigint as billable_ms
from usage_user_days
where
    day >= '2025-09-01' and day < '2026-09-01'
    and user = (select id from usage_names where name = 'student_0042')
group by all order by step, ms desc, name;

with lessons as (
    select day, kinds from usage_lessons
    where day >= '2025-09-01' and day < '2026-09-01' and not is_split
    union all
    select max(day), bit_or(kinds) from usage_lessons
    where day >= '2025-09-01' and day < '2026-09-01' and is_split group by task
)

select
    date_trunc('week', day)::date as step, count(*)::bigint as lessons,
    count(*) filter (where kinds & 8 > 0)::bigint as with_mixed
from lessons group by all order by step;

with lessons as (
    select kinds, length_ms from usage_lessons
    where day >= '2025-09-01' and day < '2026-09-01' and not is_split
    union all
    select bit_or(kinds), max(length_ms) from usage_lessons
    where day >= '2025-09-01' and day < '2026-09-01' and is_split group by task
)

select least(length_ms // 300000, 36)::bigint as size, count(*)::bigint as lessons,
    count(*) filter (where kinds & 8 > 0)::bigint as with_mixed
from lessons group by all order by size;

with lessons as (
    select kinds, cameras from usage_lessons
    where day >= '2025-09-01' and day < '2026-09-01' and not is_split
    union all
    select bit_or(kinds), len(list_distinct(flatten(list(users)))) from usage_lessons
    where day >= '2025-09-01' and day < '2026-09-01' and is_split group by task
)

select least(cameras, 20)::bigint as size, count(*)::bigint as lessons,
    count(*) filter (where kinds & 8 > 0)::bigint as with_mixed
from lessons group by all order by size;

with lessons as (
    select day, kinds, task, is_split from usage_lessons
    where
        day >= '2025-09-01' and day < '2026-09-01'
        and task in (
            select task from usage_files
            where
                day >= '2025-09-01' and day < '2026-09-01'
                and user = (select id from usage_names where name = 'student_0042')
        )
)

select date_trunc('week', day)::date as step, count(*)::bigint as lessons,
    count(*) filter (where kinds & 8 > 0)::bigint as with_mixed
from (
    select day, kinds from lessons where not is_split
    union all
    select max(day), bit_or(kinds) from lessons where is_split group by task
)
group by all order by step
