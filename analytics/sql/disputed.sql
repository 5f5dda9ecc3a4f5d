-- question: On how many videos do imports disagree, and on how many of these did nobody decide: of all, and of each import whose
--   row does not count?
-- parameters: none
-- columns: import_id (null for all), file (likewise), videos, undecided, ms (by which the lengths would change if its rows counted)
with lost as materialized (
    select
        import_no, video_id,
        coalesce(min(try_cast(here as bigint) - try_cast(there as bigint)) filter (name = 'VideoDuration'), 0) as ms
    from differences
    where rules.main.is_disputed(is_understood, is_weighty, there)
    group by all
),

judged as (
    select l.*, c.video_id is null as is_open
    from lost as l
    left join (select distinct video_id from choices) as c on l.video_id = c.video_id
),

sums as (
    select null::integer as import_no, count(*) as videos, count(*) filter (is_open) as undecided, 0 as ms
    from (select distinct video_id, is_open from judged)
    union all
    select import_no, count(*), count(*) filter (is_open), sum(ms)
    from judged
    group by import_no
)

select i.import_id, i.file, s.videos::bigint as videos, s.undecided::bigint as undecided, s.ms::bigint as ms
from sums as s
left join imports as i on s.import_no = i.import_no
where s.videos > 0
order by s.import_no nulls first
