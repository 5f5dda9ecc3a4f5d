-- statement: Append rows of recorded files of a partition, a file each for an import, in the order in which they came.
-- parameters: $path of a Parquet file
insert into video_rows
select
    file_no, standing::standing, video_id, kind::kind, duration_ms, play_ms, app, task_id, room, user_id, started_at, stopped_at, status,
    finish_reason, size_bytes, format, url, width, height, extra, place, refused_row::json
from read_parquet($path)
where sheet = 'video'
order by file_no, row_no
