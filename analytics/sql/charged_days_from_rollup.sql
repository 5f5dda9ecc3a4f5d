-- question: The same as charged_days, where whole sums are enough: in the team's own zone and day's edge, rounded by the day
--   or not at all, every ratio 0 or 1
-- parameters: $rounding 'day' or 'exact', $ratios list of {kind, since date or null, until date or null, ratio 0 or 1}
-- columns: day, app, ms (after the ratio, before the rounding), charged_ms; both 0 on a day where all was free
with ratios as (
    select unnest($ratios::struct(kind varchar, since date, until date, ratio bigint)[], recursive := true)
),

apps as (
    select u.day, u.app, sum(if(u.finished, u.ms * r.ratio, 0))::bigint as ms
    from usage_days as u
    inner join ratios as r
        on u.kind = r.kind::kind
        and (r.since is null or u.day >= r.since) and (r.until is null or u.day < r.until)
    group by u.day, u.app
)

select day, app, ms, if($rounding = 'day', rules.main.minutes_up(ms), ms)::bigint as charged_ms
from apps
order by day, app
