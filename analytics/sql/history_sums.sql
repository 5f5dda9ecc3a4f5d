-- question: How long are the files of each day, app and kind together, as they are and rounded up in each way?
-- parameters: $zone, $midnight 'stop' or 'start'
-- columns: day, app, kind, ms, file_ms (each file up to a minute), task_ms (each task's sum up to a minute); only files of
--   FINISHED tasks count, days on which there are no such files are there with 0
with tasks as (
    select
        rules.main.quarter(rules.main.edge($midnight, started_at, stopped_at)) as quarter,
        app, kind, task_id,
        sum(if(status = 'FINISHED', duration_ms, 0)) as ms,
        sum(if(status = 'FINISHED', rules.main.minutes_up(duration_ms), 0)) as file_ms
    from videos
    group by all
),

quarters as (
    select quarter, rules.main.there(quarter, $zone)::date as day
    from (select distinct quarter from tasks)
),

days as (
    select q.day, t.app, t.kind, t.task_id, sum(t.ms) as ms, sum(t.file_ms) as file_ms
    from tasks as t
    inner join quarters as q using (quarter)
    group by all
)

select
    day, app, kind::varchar as kind,
    sum(ms)::bigint as ms,
    sum(file_ms)::bigint as file_ms,
    sum(rules.main.minutes_up(ms::bigint))::bigint as task_ms
from days
group by all
order by day, app, kind
