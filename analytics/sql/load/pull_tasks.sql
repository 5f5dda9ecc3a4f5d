-- statement: Append the tasks that documents of a batch of a lake tell of.
-- parameters: $import_no, $paths
insert into recording_rows
select
    $import_no, place, task_id, app, room, group_id, record_user_id, status, finish_reason, started_at, stopped_at, total_ms, exceptions,
    omitted::json, error_code, error_message, document::json
from read_parquet($paths)
order by file_no, row_no
