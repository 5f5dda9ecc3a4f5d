-- question: On which videos do imports disagree, in what, and whose row counts?
-- parameters: $most videos, $decided true or false for those that a person decided or not, or null for both; what was
--   decided last comes first
-- columns: video_id, name, value, import_id, file, counts (this import's row does), is_chosen (a person decided so);
--   for each video and name first the row that counts
with open as materialized (
    select video_id, name, import_no, winner_no, here, there
    from differences
    where rules.main.is_disputed(is_understood, is_weighty, there)
),

asked as (
    select v.video_id, c.chosen_at
    from (select distinct video_id from open) as v
    left join (select video_id, max(chosen_at) as chosen_at from choices group by video_id) as c on v.video_id = c.video_id
    where $decided::boolean is null or (c.chosen_at is not null) = $decided::boolean
    order by c.chosen_at desc nulls first, v.video_id
    limit $most
),

told as (
    select distinct o.video_id, o.name, o.winner_no as import_no, coalesce(o.there, '') as value, true as counts
    from open as o
    where o.video_id in (select video_id from asked)
    union all
    select distinct o.video_id, o.name, o.import_no, o.here, false
    from open as o
    where o.video_id in (select video_id from asked)
)

select t.video_id, t.name, t.value, i.import_id, i.file, t.counts, a.chosen_at is not null as is_chosen
from told as t
inner join asked as a on t.video_id = a.video_id
inner join imports as i on t.import_no = i.import_no
order by a.chosen_at desc nulls first, t.video_id, t.name, t.counts desc, t.import_no, t.value
