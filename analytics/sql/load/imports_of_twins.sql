-- statement: Which imports hold rows of the videos in temp table twins?
-- parameters: none; reads temp table twins
-- columns: import_no
select distinct import_no
from video_rows
where standing <> 'refused' and hash(video_id) in (select h from twins)
order by import_no
