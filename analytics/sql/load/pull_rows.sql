-- statement: Append the rows of recorded files of a batch of a lake, in the order in which they came.
-- parameters: $import_no, $paths
insert into video_rows
select
    $import_no, standing::standing, video_id, kind::kind, duration_ms, play_ms, app, task_id, room, user_id, started_at, stopped_at,
    status, finish_reason, size_bytes, format, url, width, height, extra, place, refused_row::json
from read_parquet($paths)
order by file_no, row_no
