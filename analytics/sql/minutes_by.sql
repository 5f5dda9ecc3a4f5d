-- question: How many minutes were recorded, by any of day, week, month, kind, room, user, app and recording?
-- parameters: $fields list of those names, $zone, $midnight 'stop' or 'start'; $since date, $until date (excluded),
--   $apps, $rooms, $users, $kinds lists; each of these may be null for "all"; $without list of 'app', 'room' and 'user', of which
--   the named are left out
-- columns: day, week (its Monday), month, kind, room, user, app, recording (null where not asked), videos, ms, billable_ms
with dated as (
    select
        *,
        rules.main.billing_day($zone, $midnight, started_at, stopped_at) as day
    from videos
    where
        rules.main.is_month_near($midnight, lake_month, $since::date, $until::date)
        and ($apps::varchar[] is null or list_contains($apps::varchar[], app) <> list_contains($without::varchar[], 'app'))
        and ($rooms::varchar[] is null or list_contains($rooms::varchar[], room) <> list_contains($without::varchar[], 'room'))
        and ($users::varchar[] is null or list_contains($users::varchar[], user_id) <> list_contains($without::varchar[], 'user'))
        and ($kinds::varchar[] is null or list_contains($kinds::varchar[], kind::varchar))
)

select
    if(list_contains($fields, 'day'), strftime(day, '%Y-%m-%d'), null) as day,
    if(list_contains($fields, 'week'), strftime(date_trunc('week', day), '%Y-%m-%d'), null) as week,
    if(list_contains($fields, 'month'), strftime(day, '%Y-%m'), null) as month,
    if(list_contains($fields, 'kind'), kind::varchar, null) as kind,
    if(list_contains($fields, 'room'), room, null) as room,
    if(list_contains($fields, 'user'), user_id, null) as user,
    if(list_contains($fields, 'app'), app, null) as app,
    if(list_contains($fields, 'recording'), task_id, null) as recording,
    count(*)::bigint as videos,
    sum(duration_ms)::bigint as ms,
    coalesce(sum(duration_ms) filter (where billable), 0)::bigint as billable_ms
from dated
where
    ($since::date is null or day >= $since::date)
    and ($until::date is null or day < $until::date)
group by all
