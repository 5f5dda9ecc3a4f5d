-- question: Which lengths of some days may the vendor have counted otherwise, though no rule says so?
-- parameters: $days list, $zone, $midnight 'stop' or 'start', $kinds and $states lists of those that are charged ('EXCEPTION': FINISHED, but
--   ended so), $rooms true to tell rooms apart
-- columns: cause ('duplicates': files that stand here twice under two ids, or that were kept out as duplicates of another file;
--   'late': files that stopped after the vendor's day was closed, at 07:00 +08:00 of the next, or at its end where that is later;
--   'refused': rows that were refused, also for their kind, and never came again), day, app, room (null where not asked), ms, file_ms (each up to a minute); negative where we count too much
with files as materialized (
    select
        rules.main.billing_day($zone, $midnight, started_at, stopped_at) as day,
        v.row_id, v.import_no, v.standing, v.video_id, v.kind, v.duration_ms as ms, coalesce(v.app, '') as app, coalesce(v.room, '') as room,
        v.task_id, v.user_id, v.play_ms, v.status, v.started_at, v.stopped_at, nullif(split_part(v.url, '?', 1), '') as address
    from (
        select * replace (coalesce(started_at, stopped_at) as started_at, coalesce(stopped_at, started_at) as stopped_at)
        from all_video_rows
    ) as v
    where
        (list_contains($kinds::varchar[], v.kind::varchar) or (v.standing = 'refused' and v.kind is null))
        and rules.main.is_length(v.duration_ms)
        and coalesce(v.started_at, v.stopped_at) is not null
        and list_contains(
            $states::varchar[],
            if(coalesce(v.status, 'FINISHED') = 'FINISHED', if(v.finish_reason = 'EXCEPTION', 'EXCEPTION', 'FINISHED'), v.status)
        )
        and list_contains(
            $days::date[], rules.main.billing_day($zone, $midnight, v.started_at, v.stopped_at)
        )
),

counted as (
    select * from files where standing = 'counted'
),

-- A user has one camera and one screen at a time, a lesson one whiteboard; of a lesson's mixed files each layout has an address.
streams as (
    select *, if(kind = 'mixed', address, null) as layout
    from counted
    where play_ms is not null and (user_id <> '' or kind in ('whiteboard', 'mixed'))
),

-- The first of a group is the file itself, each later one its twin: an export may give a file another id, address and task.
twins as (
    select row_id, day, app, room, ms
    from counted
    where address is not null
    qualify row_number() over (partition by address, kind, ms order by import_no, row_id) > 1
    union
    select row_id, day, app, room, ms
    from streams
    qualify row_number() over (
        partition by app, task_id, user_id, play_ms, kind, ms, layout order by import_no, row_id
    ) > 1
    union
    select row_id, day, app, room, ms
    from streams
    where room <> ''
    qualify row_number() over (
        partition by app, room, started_at, stopped_at, user_id, play_ms, kind, ms, layout order by import_no, row_id
    ) > 1
),

kept_out as (
    select f.*
    from files as f
    inner join all_video_rows as w on f.video_id = w.video_id and w.standing = 'counted'
    where f.standing = 'duplicate' and f.task_id <> w.task_id and (f.kind <> w.kind or f.ms <> w.duration_ms or f.day <> w.stopped_at::date)
),

evidence as (
    select 'duplicates' as cause, day, app, room, -ms as ms, -rules.main.minutes_up(ms) as file_ms from twins
    union all
    select 'duplicates', day, app, room, ms, rules.main.minutes_up(ms) from kept_out
    union all
    select 'late', day, app, room, -ms, -rules.main.minutes_up(ms)
    from counted
    where stopped_at > greatest(day + interval 23 hour, timezone('UTC', timezone($zone, (day + 1)::timestamp)))
    union all
    select 'refused', day, app, room, ms, rules.main.minutes_up(ms)
    from files
    where
        standing = 'refused'
        and coalesce(video_id, '') not in (select w.video_id from all_video_rows as w where w.standing = 'counted' and w.video_id is not null)
)

select
    cause, day, app, if($rooms, room, null) as room, sum(ms)::bigint as ms, sum(file_ms)::bigint as file_ms
from evidence
group by all
order by cause, day, app, room
