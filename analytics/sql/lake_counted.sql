-- question: What do the small tables need of the files that count?
-- parameters: none
-- columns: key (those of one task meet), sheet, kind, duration_ms, play_ms, app, task_id, room, user_id, started_at, stopped_at, status,
--   finish_reason, width, height
select
    task_id as key, 'counted' as sheet, kind::varchar as kind, duration_ms, play_ms, app, task_id, room, user_id, started_at, stopped_at,
    status, finish_reason, width, height
from video_rows
where standing = 'counted'
