-- question: Which files, or parts of them, does a rule of waste mean?
-- parameters: $rule 'forced' (of recordings that the vendor stopped by force, what is beyond the usual length), 'long' (of other
--   recordings far longer than their room's usual, the same), 'after_cameras' (whiteboards that went on after the
--   last camera or screen share of their lesson), 'no_camera' (whiteboards of lessons with hardly any camera or screen share),
--   'alone' (cameras that ran while no camera or screen share of anybody else did) or 'layouts' (mixed streams in another layout
--   than the longest); $day_ms to $day_most_ms by the clock are a recording of 24 hours, $pause_ms the longest pause,
--   $fewest lessons make a usual length, $far_ms beyond it (and twice as long) is far longer, $grace_ms that a whiteboard may go
--   on, $least_ms of camera and screen that make a lesson; $zone, $midnight 'stop' or 'start'; $since date, $until date (excluded), $apps,
--   $rooms, $kinds lists: each of these may be null for "all"; $without list of 'app' and 'room', of which the named are left
--   out; $each true: one row a file, false: sums of each day and app; $most rows,
--   $skip rows before them
-- columns: day, app, room, task_id, user_id, kind, video_id, because, lessons, files, ms (of the file, or the part of it that
--   the rule means); where $each is false only day, app and the sums
with files as (
    select
        v.day, v.app, v.room, v.task_id, v.user_id, v.kind, v.video_id, v.play_ms, v.duration_ms, v.billable,
        v.status, v.finish_reason, v.started_at, v.stopped_at
    from rules.main.dated_videos($zone, $midnight, since := $since::date, until := $until::date) as v
    where
        ($since::date is null or v.day >= $since::date)
        and ($until::date is null or v.day < $until::date)
        and ($apps::varchar[] is null or list_contains($apps::varchar[], v.app) <> list_contains($without::varchar[], 'app'))
        and ($rooms::varchar[] is null or list_contains($rooms::varchar[], v.room) <> list_contains($without::varchar[], 'room'))
),

seen as (
    select
        app, task_id,
        max(play_ms + duration_ms) as end_ms,
        bool_and(play_ms is not null) as is_placed,
        sum(duration_ms)::bigint as seen_ms
    from files
    where kind in ('camera', 'screen')
    group by app, task_id
),

streams as (
    select *, replace(user_id, 'tic_substream_', '') as person
    from files
    where $rule = 'alone' and kind in ('camera', 'screen') and duration_ms > 0
),

-- Whole lessons: a split one has a line for each import, day or reason, and is no shorter for it.
whole as not materialized (
    select app, room, length_ms
    from usage_lessons
    where $rule in ('forced', 'long') and not is_split and finish <> 'FORCE_STOP'
    union all
    select app, room, max(length_ms)
    from usage_lessons
    where $rule in ('forced', 'long') and is_split
    group by app, room, task
    having not bool_or(finish = 'FORCE_STOP')
),

-- The usual length of a lesson of each room, and of each app where a room has too few.
usual as (
    select app, room, grouping(room) = 0 as is_room, quantile_disc(length_ms, 0.5)::bigint as usual_ms
    from whole
    where length_ms > 0
    group by grouping sets ((app, room), (app))
    having count(*) >= $fewest
),

measured as (
    select f.*, r.usual_ms as room_ms, coalesce(r.usual_ms, a.usual_ms) as usual_ms, t.length_ms
    from files as f
    inner join (
        select app, task_id, max(coalesce(play_ms, 0) + duration_ms) as length_ms
        from files
        where $rule in ('forced', 'long') and (finish_reason = 'FORCE_STOP') = ($rule = 'forced')
        group by app, task_id
    ) as t using (app, task_id)
    left join usual as r on r.is_room and f.app = r.app and f.room = r.room
    left join usual as a on not a.is_room and f.app = a.app
    where $rule in ('forced', 'long') and f.billable
),

beyond as (
    select
        * exclude (room_ms),
        epoch_ms(stopped_at) - epoch_ms(started_at) as lasted_ms,
        (coalesce(play_ms, 0) + duration_ms - greatest(usual_ms, coalesce(play_ms, 0)))::bigint as ms
    from measured
    where $rule = 'forced' or (room_ms is not null and length_ms > 2 * room_ms and length_ms > room_ms + $far_ms)
),

layouts as (
    select app, task_id, user_id, sum(duration_ms) as length_ms
    from files
    where $rule = 'layouts' and kind = 'mixed' and status = 'FINISHED'
    group by app, task_id, user_id
),

longest as (
    select app, task_id, max_by(user_id, (length_ms, user_id)) as user_id
    from layouts
    group by app, task_id
    having count(*) > 1
),

wasted as (
    select
        * exclude (usual_ms, length_ms, lasted_ms) replace (if(usual_ms is null, duration_ms, ms) as ms),
        case
            when $rule = 'long' then 'recorded ' || (length_ms // 60000)::varchar || ' minutes'
            when lasted_ms between $day_ms and $day_most_ms then '24 hours'
            when lasted_ms - length_ms >= $pause_ms then '90 minutes paused'
            else 'stopped by force'
        end || coalesce(', usual ' || (usual_ms // 60000)::varchar || ' minutes', ', usual length unknown') as because
    from beyond
    where usual_ms is not null or lasted_ms between $day_ms and $day_most_ms
    union all
    select
        f.*, (f.play_ms + f.duration_ms - greatest(s.end_ms, f.play_ms))::bigint,
        'nobody from minute ' || (s.end_ms // 60000)::varchar
    from files as f
    inner join seen as s using (app, task_id)
    where
        $rule = 'after_cameras' and f.kind = 'whiteboard' and f.billable
        and s.is_placed and s.seen_ms >= $least_ms and f.play_ms + f.duration_ms - s.end_ms > $grace_ms
    union all
    select
        f.*, f.duration_ms,
        if(coalesce(s.seen_ms, 0) = 0, 'no camera', (s.seen_ms // 1000)::varchar || ' s of camera')
    from files as f
    left join seen as s using (app, task_id)
    where $rule = 'no_camera' and f.kind = 'whiteboard' and f.billable and coalesce(s.seen_ms, 0) < $least_ms
    union all
    select s.* exclude (person), s.duration_ms, 'alone all the time'
    from streams as s
    where
        s.kind = 'camera' and s.billable
        and not exists (
            select 1
            from streams as o
            where
                o.app = s.app and o.task_id = s.task_id and o.person <> s.person
                and (
                    o.play_ms is null or s.play_ms is null
                    or (o.play_ms < s.play_ms + s.duration_ms and s.play_ms < o.play_ms + o.duration_ms)
                )
        )
    union all
    select f.*, f.duration_ms, 'beside ' || k.user_id
    from files as f
    inner join longest as k on f.app = k.app and f.task_id = k.task_id and f.user_id <> k.user_id
    where f.kind = 'mixed' and f.status = 'FINISHED'
),

meant as (
    select * from wasted
    where ms > 0 and ($kinds::varchar[] is null or list_contains($kinds::varchar[], kind::varchar))
)

select
    day, app, room, task_id, user_id, kind::varchar as kind, video_id, because, 1::bigint as lessons, 1::bigint as files, ms
from meant
where $each
union all
select
    day, app, null, null, null, null, null, null,
    count(distinct task_id)::bigint, count(*)::bigint, sum(ms)::bigint
from meant
where not $each
group by day, app
order by ms desc, day, video_id
limit $most offset $skip
