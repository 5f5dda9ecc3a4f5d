-- question: What stands in the table of all rows that were ever read, a stretch at a time?
-- parameters: $first and $after row numbers: rows of [$first, $after)
-- columns: ms, read_ms (what the row adds to its receipt), import_no, standing, kind, app, task_id, room, user, started_s, stopped_s (Unix seconds), status
select
    duration_ms as ms,
    rules.main.stated_ms(duration_ms)::bigint as read_ms, import_no, standing::varchar as standing, kind::varchar as kind,
    app, task_id, room, user_id as user,
    epoch_us(started_at) // 1000000 as started_s, epoch_us(stopped_at) // 1000000 as stopped_s,
    status
from video_rows
where rowid >= $first and rowid < $after
