-- question: What is in the database, by table, so that a copy can be held against it?
-- parameters: none
-- columns: contents (JSON: rows of each table, and sums of what matters)
select json_object(
    'imports', (select count(*) from imports),
    'video_rows', (select count(*) from video_rows),
    'video_ms', (select coalesce(sum(duration_ms), 0)::varchar from video_rows),
    'refused_rows', (select count(*) from refused_rows),
    'recording_rows', (select count(*) from recording_rows),
    'vendor_usage', (select count(*) from vendor_usage),
    'vendor_value', (select coalesce(sum(value), 0)::varchar from vendor_usage),
    'plans', (select count(*) from plans),
    'settings', (select count(*) from settings)
)::varchar as contents
