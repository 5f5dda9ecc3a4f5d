-- question: How many whiteboard minutes did the recording robot stay, month by month?
-- parameters: $zone, $midnight 'stop' or 'start', $since date, $until date (excluded); both may be null
-- columns: month (its first day), recordings, minutes (clock minutes that are touched, pauses included),
--   unsized (camera and screen files without width or height)
-- A recording lasts from its start to its stop, or for its play time where that is longer (documents without times).
with files as (
    select
        task_id, min(started_at) as started_at, max(stopped_at) as stopped_at,
        max(coalesce(play_ms, 0) + duration_ms) as total_ms,
        count(*) filter (where kind in ('camera', 'screen') and coalesce(width * height, 0) = 0) as unsized
    from videos
    group by task_id
),

told as (
    select task_id, started_at, stopped_at, coalesce(total_ms, 0) as total_ms
    from recordings
    where coalesce(started_at, stopped_at) is not null
),

tasks as (
    select
        coalesce(unsized, 0) as unsized,
        epoch_us(coalesce(told.started_at, told.stopped_at, files.started_at)) as start_us,
        epoch_us(coalesce(told.stopped_at, told.started_at, files.stopped_at)) as stop_us,
        greatest(coalesce(told.total_ms, 0), coalesce(files.total_ms, 0)) as total_ms
    from files
    full join told using (task_id)
),

dated as (
    select
        unsized, start_us, greatest(stop_us, start_us + total_ms * 1000) as end_us,
        timezone($zone, to_timestamp(if($midnight = 'start', start_us, stop_us) // 1000000))::date as day
    from tasks
)

select
    date_trunc('month', day)::date as month,
    count(*)::bigint as recordings,
    sum((end_us + 59999999) // 60000000 - start_us // 60000000)::bigint as minutes,
    sum(unsized)::bigint as unsized
from dated
where ($since::date is null or day >= $since::date) and ($until::date is null or day < $until::date)
group by all
order by month
