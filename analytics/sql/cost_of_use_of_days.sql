-- question: The same as cost_of_use, where sums of days tell it: by any of day, week, month, kind and app
-- parameters: $fields list of those names, $ratios and $rates as in cost_of_use, every ratio 0 or 1; $since date, $until date
--   (excluded), $apps, $kinds lists; each of these may be null for "all"
-- columns: day, week (its Monday), month, kind, app (null where not asked), files, ms (of every status), charged_ms, cost in units of 24 decimals
with ratios as (
    select unnest(
        $ratios::struct(kind varchar, since date, until date, numerator bigint, denominator bigint)[],
        recursive := true
    )
),

rates as (
    select unnest($rates::struct(day date, app varchar, per_ms hugeint)[], recursive := true)
),

files as (
    select u.day, u.kind, u.app, u.videos, u.ms, if(u.finished, u.ms * r.numerator, 0) as charged_ms
    from usage_days as u
    inner join ratios as r
        on u.kind = r.kind::kind
        and (r.since is null or u.day >= r.since) and (r.until is null or u.day < r.until)
    where
        ($since::date is null or u.day >= $since::date)
        and ($until::date is null or u.day < $until::date)
        and ($apps::varchar[] is null or list_contains($apps::varchar[], u.app))
        and ($kinds::varchar[] is null or list_contains($kinds::varchar[], u.kind::varchar))
)

select
    if(list_contains($fields, 'day'), strftime(f.day, '%Y-%m-%d'), null) as day,
    if(list_contains($fields, 'week'), strftime(date_trunc('week', f.day), '%Y-%m-%d'), null) as week,
    if(list_contains($fields, 'month'), strftime(f.day, '%Y-%m'), null) as month,
    if(list_contains($fields, 'kind'), f.kind::varchar, null) as kind,
    if(list_contains($fields, 'app'), f.app, null) as app,
    sum(f.videos)::bigint as files,
    sum(f.ms)::bigint as ms,
    sum(f.charged_ms)::bigint as charged_ms,
    sum(coalesce(r.per_ms, 0) * f.charged_ms)::hugeint as cost
from files as f
left join rates as r on f.day = r.day and f.app is not distinct from r.app
group by all
