-- statement: Which tasks are finished as an import tells, while files that were read before stay those of an unfinished task?
-- parameters: $import_no, $most tasks
-- columns: task_id, videos, of_all (how many tasks there are)
select v.task_id, count(*)::bigint as videos, count(*) over ()::bigint as of_all
from all_video_rows as v
where
    v.standing = 'counted' and v.status <> 'FINISHED'
    and v.task_id in (select task_id from recording_rows where import_no = $import_no and status = 'FINISHED')
group by v.task_id
order by v.task_id
limit $most
