-- question: Which tasks does a scratch database hold?
-- parameters: none
-- columns: file_no, row_no, place, task_id, app, room, group_id, record_user_id, status, finish_reason, started_at, stopped_at, total_ms,
--   exceptions, omitted, error_code, error_message, document
select
    import_no::bigint as file_no, rowid::bigint as row_no, place, task_id, app, room, group_id, record_user_id, status, finish_reason,
    started_at, stopped_at, total_ms, exceptions, omitted::varchar as omitted, error_code, error_message,
    document::varchar as document
from recording_rows
order by task_id, import_no, rowid
