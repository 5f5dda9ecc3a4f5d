-- question: Which rooms were recorded most?
-- parameters: $since date, $until date (excluded), $apps, $rooms, $kinds lists; each may be null for "all"; $most rooms
-- columns: app, room, days, videos, ms, billable_ms
select
    app,
    room,
    count(distinct day)::bigint as days,
    sum(videos)::bigint as videos,
    sum(ms)::bigint as ms,
    coalesce(sum(ms) filter (where billable), 0)::bigint as billable_ms
from usage_room_days
where
    ($since::date is null or day >= $since::date)
    and ($until::date is null or day < $until::date)
    and ($apps::varchar[] is null or list_contains($apps::varchar[], app))
    and ($rooms::varchar[] is null or list_contains($rooms::varchar[], room))
    and ($kinds::varchar[] is null or list_contains($kinds::varchar[], kind::varchar))
group by all
order by billable_ms desc, ms desc, app, room
limit $most
