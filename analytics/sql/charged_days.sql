-- question: How many milliseconds are charged on each recorded day, app by app, after ratio and rounding?
-- parameters: $zone, $midnight 'stop' or 'start', $rounding 'day' 'file' 'task_kind' 'exact',
--   $ratios list of {kind, since date or null, until date or null, numerator, denominator} that covers every kind on every
--   day: one file of `kind` on a day in [since, until) counts its length times numerator / denominator, half up to a whole ms
-- columns: day, app, ms (after the ratio, before the rounding), charged_ms; both 0 on a day where all was free
-- A zone differs from UTC by whole quarters of an hour, so the day is worked out once a quarter, not once a file.
with quarters as (
    select distinct epoch_us(if($midnight = 'start', started_at, stopped_at)) // 900000000 as quarter
    from videos
),

calendar as (
    select quarter, timezone($zone, to_timestamp(quarter * 900))::date as day
    from quarters
),

ratios as (
    select unnest(
        $ratios::struct(kind varchar, since date, until date, numerator bigint, denominator bigint)[],
        recursive := true
    )
),

rated as (
    select c.quarter, c.day, r.kind::kind as kind, r.numerator, r.denominator
    from calendar as c
    inner join ratios as r
        on (r.since is null or c.day >= r.since) and (r.until is null or c.day < r.until)
),

files as (
    select
        r.day, v.app, v.task_id, v.kind,
        case
            when v.status <> 'FINISHED' or r.numerator = 0 then 0
            when r.numerator = r.denominator then v.duration_ms
            else
                ((2 * v.duration_ms::hugeint * r.numerator + r.denominator) // (2 * r.denominator))::bigint
        end as ms
    from videos as v
    inner join rated as r
        on epoch_us(if($midnight = 'start', v.started_at, v.stopped_at)) // 900000000 = r.quarter
        and v.kind = r.kind
),

scopes as (
    select
        day, app,
        sum(ms)::bigint as ms,
        sum(if($rounding = 'file', (ms + 59999) // 60000 * 60000, ms))::bigint as charged_ms
    from files
    group by
        day, app, if($rounding = 'task_kind', task_id, null), if($rounding = 'task_kind', kind, null)
)

select
    day, app, sum(ms)::bigint as ms,
    sum(if($rounding in ('day', 'task_kind'), (charged_ms + 59999) // 60000 * 60000, charged_ms))::bigint as charged_ms
from scopes
group by day, app
order by day, app
