-- question: Which lessons were recorded, the one that began last first, or the one with the most of something?
-- parameters: $zone, $midnight 'stop' or 'start'; $since date, $until date (excluded), $apps, $rooms, $kinds lists, $text that
--   lesson, room or a user holds, whatever its case: each of these may be null for "all"; $most lessons, $sort 'began', 'billable_ms', 'ms',
--   'files' or 'users'
-- columns: day, app, room, task_id, start_s, stop_s (Unix seconds), files, users (that left a camera or screen share), ms,
--   billable_ms, status, finish_reason, found (lessons in all, of which at most $most are listed)
with lessons as (
    select
        max(v.day) as day, v.app, v.task_id, max(v.room) as room,
        min(v.started_at) as started_at, max(v.stopped_at) as stopped_at,
        count(*)::bigint as files,
        count(distinct v.user_id) filter (where v.kind in ('camera', 'screen'))::bigint as users,
        sum(v.duration_ms)::bigint as ms,
        coalesce(sum(v.duration_ms) filter (where v.billable), 0)::bigint as billable_ms,
        max(v.status) as status, max(v.finish_reason) as finish_reason
    from rules.main.dated_videos($zone, $midnight, since := $since::date, until := $until::date) as v
    where
        ($since::date is null or v.day >= $since::date)
        and ($until::date is null or v.day < $until::date)
        and ($apps::varchar[] is null or list_contains($apps::varchar[], v.app))
        and ($rooms::varchar[] is null or list_contains($rooms::varchar[], v.room))
        and ($kinds::varchar[] is null or list_contains($kinds::varchar[], v.kind::varchar))
    group by v.app, v.task_id
    having
        $text::varchar is null
        or contains(lower(v.task_id), lower($text::varchar))
        or bool_or(contains(lower(v.room), lower($text::varchar)))
        or bool_or(contains(lower(v.user_id), lower($text::varchar)))
)

select
    day, app, room, task_id, epoch_us(started_at) // 1000000 as start_s, epoch_us(stopped_at) // 1000000 as stop_s,
    files, users, ms, billable_ms, status, finish_reason, count(*) over ()::bigint as found
from lessons
order by
    case $sort when 'billable_ms' then billable_ms when 'ms' then ms when 'files' then files when 'users' then users end desc,
    started_at desc, app, task_id
limit $most
