-- question: Which recorded files make up a figure of minutes or files?
-- parameters: $zone, $midnight 'stop' or 'start'; $since date, $until date (excluded), $apps, $rooms, $kinds, $users, $states, $tasks
--   lists, $weekdays list of 1 (Monday) to 7, $hours list of 0 to 23 in which the recording began, $finishes list
--   of finish reasons ('OTHER' for any but the published ones, '' for none), $pictures list of lines (0 for none), $billable true
--   or false, $videos list of ids: each of these may be null for "all"; $without list of 'app', 'room', 'user' and 'state', of which the
--   named are left out; $each true: one row a file, false: sums of each day; $most
--   rows, $skip rows before them
-- columns: day, app, room, task_id, user_id, kind, status, finish_reason, billable, files, ms, video_id; where $each is false
--   only day and the sums
-- The weekday is that of the billing day.
with files as (
    select
        v.day, v.app, v.room, v.task_id, v.user_id, v.kind, v.status, v.finish_reason, v.billable, v.duration_ms as ms, v.video_id,
        v.quarter, v.stopped_at
    from rules.main.dated_videos($zone, $midnight, since := $since::date, until := $until::date) as v
    where
        ($since::date is null or v.day >= $since::date)
        and ($until::date is null or v.day < $until::date)
        and ($weekdays::integer[] is null or list_contains($weekdays::integer[], isodow(v.day)))
        and ($apps::varchar[] is null or list_contains($apps::varchar[], v.app) <> list_contains($without::varchar[], 'app'))
        and ($rooms::varchar[] is null or list_contains($rooms::varchar[], v.room) <> list_contains($without::varchar[], 'room'))
        and ($kinds::varchar[] is null or list_contains($kinds::varchar[], v.kind::varchar))
        and ($users::varchar[] is null or list_contains($users::varchar[], v.user_id) <> list_contains($without::varchar[], 'user'))
        and ($states::varchar[] is null or list_contains($states::varchar[], v.status) <> list_contains($without::varchar[], 'state'))
        and ($tasks::varchar[] is null or list_contains($tasks::varchar[], v.task_id))
        and (
            $hours::integer[] is null
            or list_contains($hours::integer[], hour(rules.main.there(rules.main.quarter(v.started_at), $zone)))
        )
        and ($finishes::varchar[] is null or list_contains($finishes::varchar[], rules.main.finish_name(v.finish_reason)))
        and (
            $pictures::integer[] is null
            or list_contains($pictures::integer[], rules.main.picture_lines(v.width, v.height))
        )
        and ($videos::varchar[] is null or list_contains($videos::varchar[], v.video_id))
        and ($billable::boolean is null or v.billable = $billable::boolean)
),

meant as (
    select
        day, app, room, task_id, user_id, kind::varchar as kind, status, finish_reason, billable, 1::bigint as files, ms, video_id,
        quarter, stopped_at
    from files
    where $each
    union all
    select day, null, null, null, null, null, null, null, null, count(*)::bigint, sum(ms)::bigint, null, null, null
    from files
    where not $each
    group by day
)

select * exclude (quarter, stopped_at)
from meant
order by day, quarter, stopped_at, video_id
limit $most offset $skip
