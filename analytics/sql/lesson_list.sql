-- question: Which lessons were recorded, the one that began last first, or the one with the most of something?
-- parameters: $zone, $midnight 'stop' or 'start'; $since date, $until date (excluded), $apps, $rooms, $kinds, $users, $states lists,
--   $text that lesson, room or a user holds, whatever its case: each of these may be null for "all"; $without list of 'app', 'room',
--   'user' and 'state', of which the named are left out; $most lessons, $sort 'began', 'length_s', 'billable_ms', 'ms', 'files' or
--   'users';
--   $is_part: these days are a part of those that are asked for, whose lessons must be put together (then $without is empty and
--   $users, $states are null), $earliest the first day of these (null: there is none)
-- columns: day, app, room, task_id, start_s, stop_s (Unix seconds), length_s (between them), files, users (that left a camera or
--   screen share), ms, billable_ms, status, finish_reason, found (lessons in all, of which at most $most are listed), is_earlier, is_later (the lesson
--   has files on days before these, or after them), is_meant (it holds the text), user_names
-- Of a part a lesson with files on other days too is listed besides $most and $found, whether it holds the text or not, with the names of
-- its users: so parts become one lesson. In a whole none is.
with crossing as materialized (
    select
        task, coalesce(min(day) < $since::date, false) as is_earlier, coalesce(max(day) >= $until::date, false) as is_later
    from rules.main.lesson_lines($earliest::date, null::date, $apps::varchar[], $rooms::varchar[], $kinds::varchar[])
    where is_split and $is_part
    group by task
    having is_earlier or is_later
),

lessons as materialized (
    select
        max(v.day) as day, v.app, v.task_id, max(v.room) as room,
        epoch_us(min(v.started_at)) // 1000000 as start_s, epoch_us(max(v.stopped_at)) // 1000000 as stop_s,
        greatest(stop_s - start_s, 0) as length_s,
        count(*)::bigint as files,
        count(distinct v.user_id) filter (where v.kind in ('camera', 'screen'))::bigint as users,
        sum(v.duration_ms)::bigint as ms,
        coalesce(sum(v.duration_ms) filter (where v.billable), 0)::bigint as billable_ms,
        max(v.status) as status, max(v.finish_reason) as finish_reason,
        $text::varchar is null
        or contains(lower(v.task_id), lower($text::varchar))
        or bool_or(contains(lower(v.room), lower($text::varchar)))
        or bool_or(contains(lower(v.user_id), lower($text::varchar))) as is_meant,
        if(
            $is_part, list(distinct v.user_id) filter (where v.kind in ('camera', 'screen') and c.task is not null), null
        ) as user_names,
        coalesce(any_value(c.is_earlier), false) as is_earlier, coalesce(any_value(c.is_later), false) as is_later
    from rules.main.dated_videos($zone, $midnight, since := $since::date, until := $until::date) as v
    left join crossing as c on rules.main.task_key(v.task_id) = c.task
    where
        ($apps::varchar[] is null or list_contains($apps::varchar[], v.app) <> list_contains($without::varchar[], 'app'))
        and ($rooms::varchar[] is null or list_contains($rooms::varchar[], v.room) <> list_contains($without::varchar[], 'room'))
        and ($kinds::varchar[] is null or list_contains($kinds::varchar[], v.kind::varchar))
        and ($users::varchar[] is null or list_contains($users::varchar[], v.user_id) <> list_contains($without::varchar[], 'user'))
        and ($states::varchar[] is null or list_contains($states::varchar[], v.status) <> list_contains($without::varchar[], 'state'))
    group by v.app, v.task_id
),

-- A window over all lessons takes half a minute of 250,000 of them.
first as (
    select *
    from lessons
    where is_meant and not is_earlier and not is_later
    order by
        case $sort
            when 'length_s' then length_s when 'billable_ms' then billable_ms when 'ms' then ms
            when 'files' then files when 'users' then users
        end desc,
        start_s desc, app, task_id
    limit $most
)

select
    day, app, room, task_id, start_s, stop_s, length_s, files, users, ms, billable_ms, status, finish_reason,
    (select count(*) from lessons where is_meant and not is_earlier and not is_later)::bigint as found,
    is_earlier, is_later, is_meant, user_names
from (
    from first
    union all
    from lessons where is_earlier or is_later
)
order by
    case $sort
        when 'length_s' then length_s when 'billable_ms' then billable_ms when 'ms' then ms
        when 'files' then files when 'users' then users
    end desc,
    start_s desc, app, task_id
