-- statement: Append the files of a partition that count, as of one import, without what the small tables do not need.
-- parameters: $path of a Parquet file
insert into video_rows by name
select
    1 as import_no, 'counted'::standing as standing, kind::kind as kind, duration_ms, play_ms, app, task_id, room, user_id, started_at,
    stopped_at, status, finish_reason, width, height
from read_parquet($path)
where sheet = 'counted'
