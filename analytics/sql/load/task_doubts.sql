-- statement: How many finished tasks of an import say that they have a length and have no files, or that they failed and have some?
-- parameters: $import_no
-- columns: without_files, failed_with_files
with tasks as (
    select
        r.total_ms > 0 as has_length,
        coalesce(r.error_code, '') not in ('', '0') as has_failed,
        r.task_id in (select task_id from all_video_rows where standing <> 'refused') as has_files
    from recording_rows as r
    where r.import_no = $import_no and r.status = 'FINISHED'
)

select
    count(*) filter (has_length and not has_files)::bigint as without_files,
    count(*) filter (has_failed and has_files)::bigint as failed_with_files
from tasks
