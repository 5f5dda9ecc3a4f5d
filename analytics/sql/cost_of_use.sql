-- question: What did the recorded files cost in use, by any of day, week, month, kind, room, user, app and recording?
-- parameters: $fields list of those names, $zone, $midnight 'stop' or 'start', $ratios as in charged_days;
--   $rates list of {day, app, per_ms}: what one charged ms of an app cost on a day, in units of 24 decimals; $since date,
--   $until date (excluded), $apps, $rooms, $users, $kinds lists; each of these may be null for "all"
-- columns: day, week (its Monday), month, kind, room, user, app, recording (null where not asked), files, ms (of every
--   status), charged_ms (after the ratio, before any rounding), cost in units of 24 decimals
with rates as (
    select unnest($rates::struct(day date, app varchar, per_ms hugeint)[], recursive := true)
),

files as (
    select
        r.day, v.kind, v.room, v.user_id, v.app, v.task_id, v.duration_ms,
        if(v.status = 'FINISHED' and r.numerator > 0, rules.main.times(v.duration_ms, r.numerator, r.denominator), 0)
            as charged_ms
    from videos as v
    inner join rules.main.rated_calendar($zone, $midnight, $ratios) as r
        on rules.main.quarter(rules.main.edge($midnight, v.started_at, v.stopped_at)) = r.quarter and v.kind = r.kind
    where
        ($since::date is null or r.day >= $since::date)
        and ($until::date is null or r.day < $until::date)
        and ($apps::varchar[] is null or list_contains($apps::varchar[], v.app))
        and ($rooms::varchar[] is null or list_contains($rooms::varchar[], v.room))
        and ($users::varchar[] is null or list_contains($users::varchar[], v.user_id))
        and ($kinds::varchar[] is null or list_contains($kinds::varchar[], v.kind::varchar))
)

select
    if(list_contains($fields, 'day'), strftime(f.day, '%Y-%m-%d'), null) as day,
    if(list_contains($fields, 'week'), strftime(date_trunc('week', f.day), '%Y-%m-%d'), null) as week,
    if(list_contains($fields, 'month'), strftime(f.day, '%Y-%m'), null) as month,
    if(list_contains($fields, 'kind'), f.kind::varchar, null) as kind,
    if(list_contains($fields, 'room'), f.room, null) as room,
    if(list_contains($fields, 'user'), f.user_id, null) as user,
    if(list_contains($fields, 'app'), f.app, null) as app,
    if(list_contains($fields, 'recording'), f.task_id, null) as recording,
    count(*)::bigint as files,
    sum(f.duration_ms)::bigint as ms,
    sum(f.charged_ms)::bigint as charged_ms,
    sum(coalesce(r.per_ms, 0) * f.charged_ms)::hugeint as cost
from files as f
left join rates as r on f.day = r.day and f.app is not distinct from r.app
group by all
