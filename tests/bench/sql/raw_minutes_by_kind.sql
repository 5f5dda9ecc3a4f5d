-- question: The same as minutes_by_kind, asked of the rows themselves
-- parameters: $zone; $since date, $until date (excluded), $apps, $rooms, $kinds lists; each of these may be null for "all"
-- columns: kind, videos, ms, billable_ms
with dated as (
    select
        *,
        if(
            $since::date is null and $until::date is null, null,
            timezone($zone, timezone('UTC', stopped_at))::date
        ) as day
    from videos
    where
        ($apps::varchar[] is null or list_contains($apps::varchar[], app))
        and ($rooms::varchar[] is null or list_contains($rooms::varchar[], room))
        and ($kinds::varchar[] is null or list_contains($kinds::varchar[], kind::varchar))
)

select
    kind::varchar as kind,
    count(*)::bigint as videos,
    sum(duration_ms)::bigint as ms,
    coalesce(sum(duration_ms) filter (where billable), 0)::bigint as billable_ms
from dated
where ($since::date is null or day >= $since::date) and ($until::date is null or day < $until::date)
group by dated.kind
order by dated.kind
