-- question: How many minutes of each kind were recorded, billable and in all?
-- parameters: $since date, $until date (excluded), $apps, $rooms, $kinds lists; each may be null for "all"; $without list of
--   'app' and 'room', of which the named are left out
-- columns: kind, videos, ms, billable_ms
with usage as (
    select day, app, kind, billable, videos, ms from usage_days where $rooms::varchar[] is null
    union all
    select day, app, kind, billable, videos, ms
    from usage_room_days
    where (room in (select unnest($rooms::varchar[]))) <> list_contains($without::varchar[], 'room')
)

select
    kind::varchar as kind,
    sum(videos)::bigint as videos,
    sum(ms)::bigint as ms,
    coalesce(sum(ms) filter (where billable), 0)::bigint as billable_ms
from usage
where
    ($since::date is null or day >= $since::date)
    and ($until::date is null or day < $until::date)
    and ($apps::varchar[] is null or list_contains($apps::varchar[], app) <> list_contains($without::varchar[], 'app'))
    and ($kinds::varchar[] is null or list_contains($kinds::varchar[], kind::varchar))
group by usage.kind
order by usage.kind
