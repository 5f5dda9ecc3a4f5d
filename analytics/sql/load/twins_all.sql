-- statement: Which hashes of a video id stand more than once among all rows?
-- parameters: none
-- leaves: temp table twins (h)
create or replace temp table twins as
select hash(video_id) as h from all_video_rows where standing <> 'refused' group by h having count(*) > 1
