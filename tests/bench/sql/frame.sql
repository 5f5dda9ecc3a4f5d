-- question: Which rows count, with what pages ask of them?
-- parameters: none
-- columns: import_no, app, room, user_id, kind, status, started_at, stopped_at (UTC), duration_ms, billable
select import_no, app, room, user_id, kind::varchar as kind, status, started_at, stopped_at, duration_ms, billable
from videos
