-- question: What do some rules count in each room on each day?
-- parameters: $edges, $ratios as in the macro tasks_apart; $parts list of {rule number, edge of the rule, kind, counts, state, is_counted:
--   the rule counts such files}; $since date, $until date (excluded); these two may be null
-- columns: rule, day, app, room (those with files, counted or not, as the rule cuts days), ms, file_ms (each file up to a minute),
--   task_ms (each task's sum of a kind)
with parts as (
    select unnest(
        $parts::struct(rule integer, edge integer, kind varchar, counts boolean, state varchar, is_counted boolean)[],
        recursive := true
    )
)

select
    p.rule, t.day, t.app, t.room,
    sum(if(p.is_counted, t.sign * t.ms, 0))::bigint as ms, sum(if(p.is_counted, t.sign * t.file_ms, 0))::bigint as file_ms,
    sum(if(p.is_counted, t.sign * t.task_ms, 0))::bigint as task_ms
from rules.main.tasks_apart($edges, true, $ratios, $since::date, $until::date) as t
inner join parts as p on t.kind = p.kind::kind and t.counts = p.counts and t.state = p.state and t.edge in (0, p.edge)
group by p.rule, t.day, t.app, t.room
order by t.day, t.app, t.room
