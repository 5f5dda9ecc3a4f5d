-- question: Which import has this id, or this content?
-- parameters: $import_id, $digest; one of them may be null
-- columns: import_no, import_id, file, digest, bytes, shape, status, unit, unit_reason, app, day, zone, extra_columns,
--   rows_read, rows_loaded, rows_refused, rows_duplicate, ms_read, ms_loaded, ms_refused, ms_duplicate, warnings,
--   is_sample, loaded_at (UTC), source
select * from imports where import_id = $import_id or digest = $digest
