-- question: Which lessons make up a figure of lessons?
-- parameters: $zone, $midnight 'stop' or 'start'; $since date, $until date (excluded), $apps, $rooms, $kinds, $users, $states, $tasks
--   lists, $weekdays list of 1 (Monday) to 7, $hours list of 0 to 23 in which the recording began, $finishes list
--   of finish reasons ('OTHER' for any but the published ones, '' for none), $pictures list of lines (0 for none), $billable true or false, $videos list of ids;
--   $length (begun five minutes, from 0 on, at most 36) and $cameras (users on camera, at most 20) of the lesson; $last_since
--   and $last_until (excluded), days on which it may stand: each of these may be null for "all"; $without list of 'app', 'room', 'user' and
--   'state', of which the named are left out; $each true: one row a lesson, false: sums of each day; $most rows, $skip rows before them
-- columns: day (the last of its files'), app, room, task_id, files (of the sums lessons), ms; where $each is false only day
--   and the sums
-- The weekday is that of the billing day. A lesson's length and cameras are of all its files of these days, hours, apps, rooms and
-- reasons, also of kinds that are not asked for, as explore_lessons counts them.
with files as (
    select
        v.import_no, v.task_id, v.day, v.app, v.room, v.kind, v.user_id, v.duration_ms,
        hour(rules.main.there(rules.main.quarter(v.started_at), $zone)) as hour,
        rules.main.finish_name(v.finish_reason) as finish,
        v.duration_ms + coalesce(v.play_ms, 0) as end_ms,
        ($kinds::varchar[] is null or list_contains($kinds::varchar[], v.kind::varchar)) as is_kind,
        (
            $pictures::integer[] is null
            or list_contains($pictures::integer[], rules.main.picture_lines(v.width, v.height))
        ) as is_picture,
        (
            ($users::varchar[] is null or list_contains($users::varchar[], v.user_id) <> list_contains($without::varchar[], 'user'))
            and ($states::varchar[] is null or list_contains($states::varchar[], v.status) <> list_contains($without::varchar[], 'state'))
            and ($videos::varchar[] is null or list_contains($videos::varchar[], v.video_id))
            and ($billable::boolean is null or v.billable = $billable::boolean)
        ) as is_other
    from rules.main.dated_videos($zone, $midnight, since := $since::date, until := $until::date) as v
    where
        ($since::date is null or v.day >= $since::date)
        and ($until::date is null or v.day < $until::date)
        and ($weekdays::integer[] is null or list_contains($weekdays::integer[], isodow(v.day)))
        and ($apps::varchar[] is null or list_contains($apps::varchar[], v.app) <> list_contains($without::varchar[], 'app'))
        and ($rooms::varchar[] is null or list_contains($rooms::varchar[], v.room) <> list_contains($without::varchar[], 'room'))
        and ($tasks::varchar[] is null or list_contains($tasks::varchar[], v.task_id))
        and ($hours::integer[] is null or list_contains($hours::integer[], hour))
        and ($finishes::varchar[] is null or list_contains($finishes::varchar[], finish))
),

lines as (
    select
        task_id, day, app, room,
        count(*) filter (is_kind and is_picture and is_other) as files,
        sum(duration_ms) filter (is_kind and is_picture and is_other) as ms,
        max(end_ms) as end_ms,
        list(user_id) filter (kind = 'camera') as users
    from files
    group by import_no, task_id, day, hour, app, room, finish
    having bool_or(is_kind) and bool_or(is_picture)
),

lessons as (
    select
        max(day) as day, max(app) as app, max(room) as room, task_id, sum(files)::bigint as files, sum(ms)::bigint as ms
    from lines
    group by task_id
    having
        sum(files) > 0
        and ($last_since::date is null or max(day) >= $last_since::date)
        and ($last_until::date is null or max(day) < $last_until::date)
        and ($length::bigint is null or least(max(end_ms) // 300000, 36) = $length::bigint)
        and (
            $cameras::bigint is null
            or least(coalesce(len(list_distinct(flatten(list(users)))), 0), 20) = $cameras::bigint
        )
)

select * from lessons
where $each
union all
select day, null, null, null, count(*)::bigint, sum(ms)::bigint from lessons
where not $each
group by day
order by day, app, task_id
limit $most offset $skip
