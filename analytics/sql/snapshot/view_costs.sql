-- question: What has each day, app, room and kind cost in use, to 12 decimals of the currency?
-- parameters: $source, $zone, $midnight, $ratios as in the macro uses; $rates list of {day, app, per_ms}: what a charged ms cost, in
--   units of 24 decimals; $currency
-- columns: day, month, app, room, kind, files, ms, charged_ms, usage, currency
with rates as (
    select unnest($rates::struct(day date, app varchar, per_ms hugeint)[], recursive := true)
)

select
    u.day, strftime(u.day, '%Y-%m') as month, u.app, u.room, u.kind::varchar as kind,
    sum(u.files)::bigint as files, sum(u.ms)::bigint as ms, sum(u.charged_ms)::bigint as charged_ms,
    (
        ((sum(coalesce(r.per_ms, 0) * u.charged_ms) + 500000000000) // 1000000000000)::decimal(26, 0)
        * 0.000000000001::decimal(12, 12)
    )::decimal(38, 12) as usage,
    $currency::varchar as currency
from rules.main.uses($source, $zone, $midnight, $ratios) as u
left join rates as r on u.day = r.day and u.app is not distinct from r.app
group by u.day, u.app, u.room, u.kind
order by 1, 3, 4, 5
