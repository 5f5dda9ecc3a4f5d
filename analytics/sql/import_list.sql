-- question: Which imports are in the database, the newest first?
-- parameters: none
-- columns: all of the receipt, and counted_videos and counted_ms: what of it counts now
select i.*, coalesce(u.videos, 0)::bigint as counted_videos, coalesce(u.ms, 0)::bigint as counted_ms
from imports as i
left join (
    select import_no, sum(videos)::bigint as videos, sum(ms)::bigint as ms from usage_days group by import_no
) as u using (import_no)
order by i.import_no desc
