-- statement: In which closed months does an import have rows that count, and how much?
-- parameters: $import_no
-- columns: month, until (the next month's first day), by_name, happened_at, zone, midnight, fingerprint, files, ms
with closed as (
    select *
    from month_events
    qualify row_number() over (partition by month order by number desc) = 1 and action = 'close'
),

sums as (
    select
        rules.main.quarter(rules.main.edge(c.midnight, coalesce(v.started_at, v.stopped_at), coalesce(v.stopped_at, v.started_at))) as quarter,
        c.zone, c.midnight, count(*) as files, sum(v.duration_ms) as ms
    from all_video_rows as v, (select distinct zone, midnight from closed) as c
    where v.import_no = $import_no and v.standing = 'counted'
    group by all
),

days as (
    select rules.main.there(quarter, zone)::date as day, zone, midnight, files, ms from sums
    union all
    select distinct u.day, c.zone, c.midnight, 0, 0
    from vendor_usage as u, (select distinct zone, midnight from closed) as c
    where u.import_no = $import_no and u.standing = 'counted'
)

select
    c.month, (c.month + interval 1 month)::date as until, c.by_name, c.happened_at, c.zone, c.midnight, c.fingerprint,
    sum(d.files)::bigint as files, sum(d.ms)::bigint as ms
from closed as c
inner join days as d
    on c.zone = d.zone and c.midnight = d.midnight and d.day >= c.month and d.day < c.month + interval 1 month
group by all
order by c.month
