-- statement: Which rows of recorded files does a partition of a lake hold, by month, and within it by task?
-- parameters: $path of the Parquet file that they came from
-- columns: month (YYYY-MM of the stop, in UTC; "none" where it states no time), file_no, row_no (within that file), standing, video_id,
--   kind, duration_ms, play_ms, app, task_id, room, user_id, started_at, stopped_at, status, finish_reason, size_bytes, format, url, width,
--   height, extra, place, refused_row
with numbered as (
    select row_no, row_number() over (order by file_no, row_no) - 1 as row_id
    from read_parquet($path)
    where sheet = 'video'
)

select
    coalesce(strftime(coalesce(v.stopped_at, v.started_at), '%Y-%m'), 'none') as month,
    v.import_no::bigint as file_no,
    n.row_no,
    v.standing::varchar as standing,
    v.video_id, v.kind::varchar as kind, v.duration_ms, v.play_ms, v.app, v.task_id, v.room, v.user_id, v.started_at, v.stopped_at, v.status,
    v.finish_reason, v.size_bytes, v.format, v.url, v.width, v.height, v.extra, v.place, v.refused_row::varchar as refused_row
from video_rows as v
inner join numbered as n on v.rowid = n.row_id
-- The rows of a task lie together, so that a question about one reads little of each file.
order by month, v.task_id, v.rowid
