-- question: For how long did the recording robot receive how many pixels at one time, month by month?
-- parameters: $zone, $midnight 'stop' or 'start', $since date, $until date (excluded); both may be null;
--   $hd, $full_hd, $two_k the most pixels of these tiers
-- columns: month (its first day), tier 'audio' (no video) 'hd' 'full_hd' '2k' '4k', ms
-- An estimate: the sizes of the recorded files stand for those of the received streams; pauses are not in it.
with meant as (
    select task_id, total_ms, date_trunc('month', day)::date as month
    from rules.main.dated_tasks($zone, $midnight)
    where ($since::date is null or day >= $since::date) and ($until::date is null or day < $until::date)
),

streams as (
    select
        task_id, coalesce(play_ms, 0) as begin_ms, coalesce(play_ms, 0) + duration_ms as end_ms,
        greatest(coalesce(width, 0)::bigint * coalesce(height, 0), 1) as pixels
    from videos
    where kind in ('camera', 'screen') and duration_ms > 0
),

steps as (
    select task_id, begin_ms as at_ms, pixels as change from streams
    union all
    select task_id, end_ms, -pixels from streams
    union all
    select task_id, 0, 0 from meant
    union all
    select task_id, total_ms, 0 from meant
),

changes as (
    select task_id, at_ms, sum(change)::bigint as change
    from steps
    group by task_id, at_ms
),

levels as (
    select
        task_id,
        (sum(change) over tasks_in_time)::bigint as pixels,
        lead(at_ms) over tasks_in_time - at_ms as ms
    from changes
    window tasks_in_time as (partition by task_id order by at_ms)
),

sizes as (
    select task_id, pixels, sum(ms) as ms
    from levels
    where ms > 0
    group by all
)

select
    meant.month,
    case
        when sizes.pixels = 0 then 'audio'
        when sizes.pixels <= $hd then 'hd'
        when sizes.pixels <= $full_hd then 'full_hd'
        when sizes.pixels <= $two_k then '2k'
        else '4k'
    end as tier,
    sum(sizes.ms)::bigint as ms
from sizes
inner join meant using (task_id)
group by all
order by month, tier
