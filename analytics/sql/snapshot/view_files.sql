-- question: Which recorded files count, one row each?
-- parameters: $zone, $midnight 'stop' or 'start'
-- columns: day, month, app, room, user, recording, file, kind, state, finish_reason, billable, ms, started_at, stopped_at (UTC),
--   size_bytes, width, height, format
select
    v.day, strftime(v.day, '%Y-%m') as month, v.app, v.room, v.user_id as user, v.task_id as recording, v.video_id as file,
    v.kind::varchar as kind, v.status as state, v.finish_reason, v.billable, v.duration_ms as ms, v.started_at, v.stopped_at,
    v.size_bytes, v.width, v.height, v.format
from rules.main.dated_videos($zone, $midnight) as v
order by v.day, v.app, v.room
