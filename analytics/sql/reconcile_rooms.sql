-- question: What do two rules count in each room on each day?
-- parameters: $edges, $ratios as in the macro tasks_apart; $edge the number of that of the second rule; $parts list of {kind, counts, state,
--   here: the first rule counts it, there: the second does}; $since date, $until date (excluded); these two may be null
-- columns: day, app, room, is_here (there are files under the first edge), here_ms, here_file_ms (each file up to a minute), here_task_ms
--   (each task's sum of a kind), there_ms, there_file_ms, there_task_ms: the same of the second rule
with parts as (
    select unnest(
        $parts::struct(kind varchar, counts boolean, state varchar, here boolean, there boolean)[], recursive := true
    )
),

counted as (
    select
        t.day, t.app, t.room, t.edge,
        if(p.here and t.edge = 0, t.sign, 0) as here, if(p.there and t.edge in (0, $edge), t.sign, 0) as there,
        t.ms, t.file_ms, t.task_ms
    from rules.main.tasks_apart($edges, true, $ratios, $since::date, $until::date) as t
    inner join parts as p on t.kind = p.kind::kind and t.counts = p.counts and t.state = p.state
)

select
    day, app, room, bool_or(edge = 0) as is_here,
    sum(here * ms)::bigint as here_ms, sum(here * file_ms)::bigint as here_file_ms, sum(here * task_ms)::bigint as here_task_ms,
    sum(there * ms)::bigint as there_ms, sum(there * file_ms)::bigint as there_file_ms, sum(there * task_ms)::bigint as there_task_ms
from counted
group by day, app, room
order by day, app, room
