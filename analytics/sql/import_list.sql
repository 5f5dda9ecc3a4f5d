-- question: Which imports are in the database, the newest first?
-- parameters: none
-- columns: import_no, import_id, file, digest, bytes, shape, status, unit, unit_reason, app, day, zone, extra_columns,
--   rows_read, rows_loaded, rows_refused, rows_duplicate, ms_read, ms_loaded, ms_refused, ms_duplicate, warnings,
--   is_sample, loaded_at (UTC), source ("" for a file, sync or callback), counted_videos, counted_ms (what of it counts now)
select i.*, coalesce(u.videos, 0)::bigint as counted_videos, coalesce(u.ms, 0)::bigint as counted_ms
from imports as i
left join (
    select import_no, sum(videos)::bigint as videos, sum(ms)::bigint as ms from usage_days group by import_no
) as u using (import_no)
order by i.import_no desc
