-- question: How long are the files of each day, app and kind together, as they are and rounded up in each way?
-- parameters: $zone, $midnight 'stop' or 'start'
-- columns: day, app, kind, ms, file_ms (each file up to a minute), task_ms (each task's sum up to a minute); only files of
--   FINISHED tasks count, days on which there are no such files are there with 0
-- A zone differs from UTC by whole quarters of an hour, so the day is worked out once a quarter, not once a file.
with tasks as (
    select
        epoch_us(if($midnight = 'start', started_at, stopped_at)) // 900000000 as quarter,
        app, kind, task_id,
        sum(if(status = 'FINISHED', duration_ms, 0)) as ms,
        sum(if(status = 'FINISHED', (duration_ms + 59999) // 60000 * 60000, 0)) as file_ms
    from videos
    group by all
),

quarters as (
    select quarter, timezone($zone, to_timestamp(quarter * 900))::date as day
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
    sum((ms + 59999)::bigint // 60000 * 60000)::bigint as task_ms
from days
group by all
order by day, app, kind
