-- question: Of which tasks does a file count?
-- parameters: none
-- columns: task_id
select distinct task_id from video_rows where standing = 'counted'
