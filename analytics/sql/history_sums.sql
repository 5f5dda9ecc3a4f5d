-- question: How long are the files of each day, app and kind together, as they are and rounded up in each way?
-- parameters: $zone, $midnight 'stop' or 'start', $since date, $until date (excluded); both may be null
-- columns: day, app, kind, ms, file_ms (each file up to a minute), task_ms (each task's sum up to a minute); only files of
--   FINISHED tasks count, days on which there are no such files are there with 0
with tasks as (
    select
        v.day, v.app, v.kind, rules.main.task_key(v.task_id) as task,
        sum(if(v.status = 'FINISHED', v.duration_ms, 0)) as ms,
        sum(if(v.status = 'FINISHED', rules.main.minutes_up(v.duration_ms), 0)) as file_ms
    from rules.main.dated_videos($zone, $midnight, since := $since::date, until := $until::date) as v
    group by all
)

select
    day, app, kind::varchar as kind,
    sum(ms)::bigint as ms,
    sum(file_ms)::bigint as file_ms,
    sum(rules.main.minutes_up(ms::bigint))::bigint as task_ms
from tasks
group by all
order by day, app, kind
