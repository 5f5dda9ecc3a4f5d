-- question: Which rooms were recorded most?
-- parameters: $since date, $until date (excluded), $apps, $rooms, $kinds lists; each may be null for "all"; $without list of
--   'app' and 'room', of which the named are left out; $most rooms
-- columns: app, room, days, videos, ms, billable_ms
-- Months are enough where no day is named. Days are counted for the rooms that are shown, not for all.
with sums as (
    select null::date as day, app, room, kind, billable, videos, ms
    from usage_room_months
    where $since::date is null and $until::date is null
    union all
    select day, app, room, kind, billable, videos, ms
    from usage_room_days
    where
        ($since::date is not null or $until::date is not null)
        and ($since::date is null or day >= $since::date)
        and ($until::date is null or day < $until::date)
),

ranked as (
    select
        app, room,
        sum(videos)::bigint as videos,
        sum(ms)::bigint as ms,
        coalesce(sum(ms) filter (where billable), 0)::bigint as billable_ms
    from sums
    where
        ($apps::varchar[] is null or list_contains($apps::varchar[], app) <> list_contains($without::varchar[], 'app'))
        and ($rooms::varchar[] is null or list_contains($rooms::varchar[], room) <> list_contains($without::varchar[], 'room'))
        and ($kinds::varchar[] is null or list_contains($kinds::varchar[], kind::varchar))
    group by app, room
    order by billable_ms desc, ms desc, app, room
    limit $most
),

days as (
    select d.app, d.room, count(distinct d.day)::bigint as days
    from usage_room_days as d
    semi join ranked using (room)
    where
        ($since::date is null or d.day >= $since::date)
        and ($until::date is null or d.day < $until::date)
        and ($kinds::varchar[] is null or list_contains($kinds::varchar[], d.kind::varchar))
    group by d.app, d.room
)

select r.app, r.room, d.days, r.videos, r.ms, r.billable_ms
from ranked as r
inner join days as d using (app, room)
order by r.billable_ms desc, r.ms desc, r.app, r.room
