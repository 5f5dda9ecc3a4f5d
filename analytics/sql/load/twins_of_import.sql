-- statement: Which hashes of a video id of this import stand more than once among all rows?
-- parameters: $import_no
-- leaves: temp table twins (h)
create or replace temp table twins as
with own as materialized (
    select hash(video_id) as h, count(*) > 1 as is_repeated
    from all_video_rows
    where import_no = $import_no and standing <> 'refused'
    group by h
)

select h from own where is_repeated
union
select hash(video_id)
from all_video_rows
where import_no <> $import_no and standing <> 'refused' and hash(video_id) in (select h from own)
