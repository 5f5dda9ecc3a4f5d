-- question: Which videos count more than once?
-- parameters: none
-- columns: video_id
select video_id
from all_video_rows
where standing = 'counted'
group by video_id
having count(*) > 1
order by video_id
