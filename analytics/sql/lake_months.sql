-- question: Which rows of recorded files does a partition of a lake hold, by month, in the order in which they came?
-- parameters: none
-- columns: month (YYYY-MM of the stop, in UTC; "none" where it states no time), file_no, row_no, standing, video_id, kind, duration_ms,
--   play_ms, app, task_id, room, user_id, started_at, stopped_at, status, finish_reason, size_bytes, format, url, width, height, extra,
--   place, refused_row
select
    coalesce(strftime(coalesce(stopped_at, started_at), '%Y-%m'), 'none') as month,
    import_no::bigint as file_no,
    rowid::bigint as row_no,
    standing::varchar as standing,
    video_id, kind::varchar as kind, duration_ms, play_ms, app, task_id, room, user_id, started_at, stopped_at, status, finish_reason,
    size_bytes, format, url, width, height, extra, place, refused_row::varchar as refused_row
from video_rows
order by month, rowid
