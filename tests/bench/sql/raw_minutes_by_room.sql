-- question: The same as minutes_by_room, asked of the rows themselves
-- parameters: $zone; $since date, $until date (excluded), $apps, $rooms, $kinds lists; each of these may be null for "all";
--   $most rooms
-- columns: app, room, days, videos, ms, billable_ms
with dated as (
    select *, timezone($zone, timezone('UTC', stopped_at))::date as day
    from videos
    where
        ($apps::varchar[] is null or list_contains($apps::varchar[], app))
        and ($rooms::varchar[] is null or list_contains($rooms::varchar[], room))
        and ($kinds::varchar[] is null or list_contains($kinds::varchar[], kind::varchar))
)

select
    app,
    room,
    count(distinct day)::bigint as days,
    count(*)::bigint as videos,
    sum(duration_ms)::bigint as ms,
    coalesce(sum(duration_ms) filter (where billable), 0)::bigint as billable_ms
from dated
where ($since::date is null or day >= $since::date) and ($until::date is null or day < $until::date)
group by app, room
order by billable_ms desc, ms desc, app, room
limit $most
