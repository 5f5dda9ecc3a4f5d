-- question: What import_list says that counts now, asked of the rows themselves
-- parameters: none
-- columns: import_no, counted_videos, counted_ms
select import_no, count(*)::bigint as counted_videos, sum(duration_ms)::bigint as counted_ms
from videos
group by import_no
order by import_no desc
