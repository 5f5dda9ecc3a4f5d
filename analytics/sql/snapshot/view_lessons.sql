-- question: Which lessons have a file that counts, one row each?
-- parameters: $zone, $midnight 'stop' or 'start'
-- columns: day, month, app, room, recording, files, cameras (users that left a camera or screen share), ms, billable_ms,
--   started_at, stopped_at (UTC), state, finish_reason
select
    max(v.day) as day, strftime(max(v.day), '%Y-%m') as month, v.app, max(v.room) as room, v.task_id as recording,
    count(*)::bigint as files,
    count(distinct v.user_id) filter (where v.kind in ('camera', 'screen'))::bigint as cameras,
    sum(v.duration_ms)::bigint as ms,
    coalesce(sum(v.duration_ms) filter (where v.billable), 0)::bigint as billable_ms,
    min(v.started_at) as started_at, max(v.stopped_at) as stopped_at,
    max(v.status) as state, max(v.finish_reason) as finish_reason
from rules.main.dated_videos($zone, $midnight) as v
group by v.app, v.task_id
order by 1, v.app, v.task_id
