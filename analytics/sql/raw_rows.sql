-- question: What stands in the table of all rows that were ever read, a stretch at a time?
-- parameters: $first and $after row numbers: rows of [$first, $after)
-- columns: import_no, standing, video_id, kind, ms, app, task_id, room, started_s, stopped_s (Unix seconds), status
select
    import_no, standing::varchar as standing, video_id, kind::varchar as kind, duration_ms as ms,
    app, task_id, room,
    epoch_us(started_at) // 1000000 as started_s, epoch_us(stopped_at) // 1000000 as stopped_s,
    status
from video_rows
where rowid >= $first and rowid < $after
