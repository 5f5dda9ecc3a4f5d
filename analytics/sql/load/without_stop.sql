-- statement: How many files of finished tasks of an import state no stop, and which one is an example?
-- parameters: $import_no
-- columns: files, example (a VideoId)
select count(*)::bigint as files, min(video_id) as example
from video_rows
where import_no = $import_no and standing = 'counted' and status = 'FINISHED' and stopped_at is null
