-- statement: Which hashes of a video id of this import stand more than once among all rows?
-- parameters: $import_no
-- leaves: temp table twins (h)
create or replace temp table twins as
with own as (
    select distinct hash(video_id) as h
    from video_rows
    where import_no = $import_no and standing <> 'refused'
)

select hash(video_id) as h
from video_rows
where standing <> 'refused' and hash(video_id) in (select h from own)
group by h
having count(*) > 1
