-- question: How many minutes were recorded, over steps of time, by room, kind, app, weekday, finish reason or lines of the picture,
--   where rooms are asked for?
-- parameters: $step 'none' 'day' 'week' 'month', $by 'room' 'kind' 'app' 'weekday' 'finish' 'lines' or 'none'; $since date, $until date
--   (excluded); $apps, $rooms, $kinds, $weekdays (1 Monday), $finishes, $pictures (lines), $named (of what $by tells apart) lists,
--   each may be null for "all"; $without list of 'app' and 'room', of which the named are left out
-- columns: step (its first day; null without $step), name (null without $by), videos, ms, billable_ms
select
    case $step when 'day' then day when 'week' then date_trunc('week', day) when 'month' then date_trunc('month', day) end::date
        as step,
    case $by
        when 'room' then room
        when 'kind' then kind::varchar
        when 'app' then app
        when 'weekday' then isodow(day)::varchar
        when 'finish' then finish::varchar
        when 'lines' then lines::varchar
    end as name,
    sum(videos)::bigint as videos,
    sum(ms)::bigint as ms,
    coalesce(sum(ms) filter (where billable), 0)::bigint as billable_ms
from usage_room_days
where
    day >= $since::date and day < $until::date
    and ($rooms::varchar[] is null or list_contains($rooms::varchar[], room) <> list_contains($without::varchar[], 'room'))
    and ($apps::varchar[] is null or list_contains($apps::varchar[], app) <> list_contains($without::varchar[], 'app'))
    and ($kinds::varchar[] is null or list_contains($kinds::varchar[], kind::varchar))
    and ($weekdays::bigint[] is null or list_contains($weekdays::bigint[], isodow(day)))
    and ($finishes::varchar[] is null or list_contains($finishes::varchar[], finish::varchar))
    and ($pictures::bigint[] is null or list_contains($pictures::bigint[], lines))
    and ($named::varchar[] is null or list_contains($named::varchar[], name))
group by all
order by step, ms desc, name
