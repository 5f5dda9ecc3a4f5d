-- question: What was recorded in each app on each day, told apart by all that the vendor may count otherwise?
-- parameters: $edges, $ratios as in the macro tasks_apart, $by_room true to tell rooms apart, $since date, $until date (excluded); $days,
--   $apps, $rooms lists of the same length: those rooms on those days alone, null for all; these five may be null
-- columns: edge, day, app, room (null where not asked), kind, counts (its ratio is not 0), state ('FINISHED', 'EXCEPTION' where it ended so,
--   else that of the task), ms (after the ratio where it counts), file_ms (each file up to a minute), task_ms (each task's sum of a kind)
with places as (
    select unnest($days::date[]) as day, unnest($apps::varchar[]) as app, unnest($rooms::varchar[]) as room
),

tasks as (
    select * from rules.main.tasks_apart($edges, $by_room, $ratios, $since::date, $until::date)
    where $days is null or (day, app, room) in (select (day, app, room) from places)
)

select
    edge, day, app, room, kind::varchar as kind, counts, state,
    sum(sign * ms)::bigint as ms, sum(sign * file_ms)::bigint as file_ms, sum(sign * task_ms)::bigint as task_ms
from tasks
group by edge, day, app, room, tasks.kind, counts, state
order by edge, day, app, room
