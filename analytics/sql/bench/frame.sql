-- question: Which rows count, with what pages ask of them?
-- parameters: none
-- columns: import_no, app, room, kind, status, stopped_at (UTC), duration_ms, billable
select import_no, app, room, kind::varchar as kind, status, stopped_at, duration_ms, billable from videos
