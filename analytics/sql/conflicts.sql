-- question: On which videos do imports disagree, in what, and whose row counts?
-- parameters: $most videos
-- columns: video_id, name, value, import_id, file, counts (this import's row does), is_chosen (a person decided so);
--   for each video and name first the row that counts
with open as (
    select video_id, name, import_no, winner_no, here, there
    from differences
    where not is_understood and (is_weighty or there <> '')
),

asked as (
    select * from open where video_id in (select distinct video_id from open order by video_id limit $most)
),

told as (
    select distinct video_id, name, winner_no as import_no, coalesce(there, '') as value, true as counts from asked
    union all
    select distinct video_id, name, import_no, here, false from asked
)

select
    t.video_id, t.name, t.value, i.import_id, i.file, t.counts,
    exists (select 1 from choices as c where c.video_id = t.video_id) as is_chosen
from told as t
inner join imports as i using (import_no)
order by t.video_id, t.name, t.counts desc, t.import_no, t.value
