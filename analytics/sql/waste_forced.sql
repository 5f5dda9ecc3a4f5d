-- question: Which billed files are of recordings that the vendor stopped by force, after 24 hours or in a pause of over 90 minutes?
-- parameters: $zone, $midnight 'stop' or 'start'; $since date, $until date (excluded), $apps, $rooms, $kinds lists: each of these
--   may be null for "all"; $day_ms from which a recording counts as one of 24 hours; $each true: one row a file, false: sums of each day; $most rows, $skip rows before them
-- columns: day, app, room, task_id, user_id, kind, video_id, because, lessons, files, ms (of the file, or the part of it that
--   the rule means); where $each is false only day and the sums
-- A zone differs from UTC by whole quarters of an hour, so the day is worked out once a quarter, not once a file.
with quarters as (
    select distinct epoch_us(if($midnight = 'start', started_at, stopped_at)) // 900000000 as quarter
    from videos
),

calendar as (
    select quarter, timezone($zone, to_timestamp(quarter * 900))::date as day
    from quarters
),

files as (
    select
        c.day, v.app, v.room, v.task_id, v.user_id, v.kind, v.video_id, v.play_ms, v.duration_ms, v.billable,
        v.status, v.finish_reason, v.started_at, v.stopped_at
    from videos as v
    inner join calendar as c
        on epoch_us(if($midnight = 'start', v.started_at, v.stopped_at)) // 900000000 = c.quarter
    where
        ($since::date is null or c.day >= $since::date)
        and ($until::date is null or c.day < $until::date)
        and ($apps::varchar[] is null or list_contains($apps::varchar[], v.app))
        and ($rooms::varchar[] is null or list_contains($rooms::varchar[], v.room))
),

wasted as (
    select
        *,
        duration_ms as ms,
        if(epoch_ms(stopped_at) - epoch_ms(started_at) >= $day_ms, '24 hours', '90 minutes paused') as because
    from files
    where finish_reason = 'FORCE_STOP' and billable
),

meant as (
    select * from wasted
    where ms > 0 and ($kinds::varchar[] is null or list_contains($kinds::varchar[], kind::varchar))
)

select
    day, app, room, task_id, user_id, kind::varchar as kind, video_id, because, 1::bigint as lessons, 1::bigint as files, ms
from meant
where $each
union all
select
    day, null, null, null, null, null, null, null,
    count(distinct (app, task_id))::bigint, count(*)::bigint, sum(ms)::bigint
from meant
where not $each
group by day
order by ms desc, day, video_id
limit $most offset $skip
