-- question: How many milliseconds are charged on each recorded day, app by app, after ratio and rounding?
-- parameters: $zone, $midnight 'stop' or 'start', $rounding 'day' 'file' 'task_kind' 'exact',
--   $ratios list of {kind, since date or null, until date or null, numerator, denominator} that covers every kind on every
--   day: one file of `kind` on a day in [since, until) counts its length times numerator / denominator, half up to a whole ms
-- columns: day, app, ms (after the ratio, before the rounding), charged_ms; both 0 on a day where all was free
with files as (
    select
        r.day, v.app, v.task_id, v.kind,
        if(v.status = 'FINISHED' and r.numerator > 0, rules.main.times(v.duration_ms, r.numerator, r.denominator), 0) as ms
    from videos as v
    inner join rules.main.rated_calendar($zone, $midnight, $ratios) as r
        on rules.main.quarter(rules.main.edge($midnight, v.started_at, v.stopped_at)) = r.quarter and v.kind = r.kind
),

scopes as (
    select
        day, app,
        sum(ms)::bigint as ms,
        sum(if($rounding = 'file', rules.main.minutes_up(ms), ms))::bigint as charged_ms
    from files
    group by
        day, app, if($rounding = 'task_kind', task_id, null), if($rounding = 'task_kind', kind, null)
)

select
    day, app, sum(ms)::bigint as ms,
    sum(if($rounding in ('day', 'task_kind'), rules.main.minutes_up(charged_ms), charged_ms))::bigint as charged_ms
from scopes
group by day, app
order by day, app
