-- question: Which recorded files make up a figure of minutes or files, a stretch of them at a time?
-- parameters: $zone, $midnight 'stop' or 'start'; $since date, $until date (excluded), $apps, $rooms, $kinds, $users, $tasks
--   lists, $weekdays list of 1 (Monday) to 7, $hours list of 0 to 23 in which the recording began, $finishes list
--   of finish reasons ('OTHER' for any but the published ones, '' for none), $pictures list of lines (0 for none), $billable true or false, $videos list of ids: each of these may be null for "all"; $most rows, $skip
--   rows before them
-- columns: day, app, room, task_id, user_id, kind, status, finish_reason, billable, ms, video_id
-- A zone differs from UTC by whole quarters of an hour, so the day is worked out once a quarter, not once a file. The
-- weekday is that of the billing day.
with quarters as (
    select distinct epoch_us(if($midnight = 'start', started_at, stopped_at)) // 900000000 as quarter
    from videos
),

calendar as (
    select quarter, timezone($zone, to_timestamp(quarter * 900))::date as day
    from quarters
    where
        ($since::date is null or day >= $since::date)
        and ($until::date is null or day < $until::date)
        and ($weekdays::integer[] is null or list_contains($weekdays::integer[], isodow(day)))
)

select
    c.day, v.app, v.room, v.task_id, v.user_id, v.kind::varchar as kind, v.status, v.finish_reason, v.billable,
    v.duration_ms as ms, v.video_id
from videos as v
inner join calendar as c
    on epoch_us(if($midnight = 'start', v.started_at, v.stopped_at)) // 900000000 = c.quarter
where
    ($apps::varchar[] is null or list_contains($apps::varchar[], v.app))
    and ($rooms::varchar[] is null or list_contains($rooms::varchar[], v.room))
    and ($kinds::varchar[] is null or list_contains($kinds::varchar[], v.kind::varchar))
    and ($users::varchar[] is null or list_contains($users::varchar[], v.user_id))
    and ($tasks::varchar[] is null or list_contains($tasks::varchar[], v.task_id))
    and (
        $hours::integer[] is null
        or list_contains($hours::integer[], hour(timezone($zone, timezone('UTC', v.started_at))))
    )
    and ($finishes::varchar[] is null or list_contains($finishes::varchar[], rules.main.finish_name(v.finish_reason)))
    and (
        $pictures::integer[] is null
        or list_contains($pictures::integer[], rules.main.picture_lines(v.width, v.height))
    )
    and ($videos::varchar[] is null or list_contains($videos::varchar[], v.video_id))
    and ($billable::boolean is null or v.billable = $billable::boolean)
order by c.day, c.quarter, v.stopped_at, v.video_id
limit $most offset $skip
