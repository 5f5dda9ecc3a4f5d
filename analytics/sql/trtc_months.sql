-- question: For how long did the recording robot receive how many pixels at one time, month by month?
-- parameters: $zone, $midnight 'stop' or 'start', $since date, $until date (excluded); both may be null;
--   $hd, $full_hd, $two_k the most pixels of these tiers
-- columns: month (its first day), tier 'audio' (no video) 'hd' 'full_hd' '2k' '4k', ms
-- An estimate: the sizes of the recorded files stand for those of the received streams; pauses are not in it.
-- Tasks are told apart by a number: grouping and sorting millions of their ids takes four times as long. Steps at the same moment need
-- no adding up: all of them are in the sum of each, and the time between them is 0.
with meant as materialized (
    select rules.main.task_key(task_id) as task, total_ms, (year(day) * 12 + month(day))::usmallint as month
    from rules.main.dated_tasks($zone, $midnight, since := $since::date, until := $until::date)
),

streams as (
    select
        m.task, m.month, coalesce(v.play_ms, 0) as begin_ms, coalesce(v.play_ms, 0) + v.duration_ms as end_ms,
        greatest(coalesce(v.width, 0)::bigint * coalesce(v.height, 0), 1) as pixels
    from videos as v
    inner join meant as m on rules.main.task_key(v.task_id) = m.task
    where v.kind in ('camera', 'screen') and v.duration_ms > 0
),

steps as (
    select task, month, begin_ms as at_ms, pixels as change from streams
    union all
    select task, month, end_ms, -pixels from streams
    union all
    select task, month, 0, 0 from meant
    union all
    select task, month, total_ms, 0 from meant
),

levels as (
    select
        month,
        (sum(change) over tasks_in_time)::bigint as pixels,
        lead(at_ms) over tasks_in_time - at_ms as ms
    from steps
    window tasks_in_time as (partition by task order by at_ms)
)

select
    make_date((month - 1) // 12, (month - 1) % 12 + 1, 1) as month,
    case
        when pixels = 0 then 'audio'
        when pixels <= $hd then 'hd'
        when pixels <= $full_hd then 'full_hd'
        when pixels <= $two_k then '2k'
        else '4k'
    end as tier,
    sum(ms)::bigint as ms
from levels
where ms > 0
group by all
order by month, tier
