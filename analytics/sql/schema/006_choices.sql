-- Which import's row of a video counts where a person decided; it goes with that import.
create table choices (video_id varchar, import_no integer, chosen_at timestamp);

-- The vendor's own lines may come again: the same value is a duplicate, another value takes the place of the older.
alter table vendor_usage add column standing standing;
update vendor_usage set standing = 'counted';

create view vendor_lines as
select import_no, day, app, room, sub_product, value from vendor_usage where standing = 'counted';

-- Of what is told of one task, the furthest state counts: a callback that it started says less than its result.
create or replace view recordings as
select * exclude (turn)
from (
    select
        *,
        row_number() over (
            partition by task_id
            order by coalesce(
                list_position(
                    ['FINISHED', 'FAILED', 'STOPPED', 'PROCESSING', 'QUEUED', 'PAUSED', 'RECORDING', 'PREPARED'], status
                ), 99
            ), import_no, place
        ) as turn
    from recording_rows
)
where turn = 1;

-- Where a duplicate says something else than the row that counts. `is_understood`: the one that counts is of a finished
-- task and the other is not. `is_weighty`: it is about what is billed and to whom, so that saying nothing differs too.
-- A link is compared without what follows its question mark, for links are signed anew for each export.
create view differences as
with pairs as (
    select
        d, w,
        d.video_id, d.import_no, w.import_no as winner_no,
        d.status <> 'FINISHED' and w.status = 'FINISHED' as is_understood
    from video_rows as d
    inner join video_rows as w on d.video_id = w.video_id and w.standing = 'counted'
    where
        d.standing = 'duplicate'
        and (
            (d.kind, d.duration_ms, d.play_ms, d.app, d.task_id, d.room, d.user_id, d.started_at, d.stopped_at)
            is distinct from
            (w.kind, w.duration_ms, w.play_ms, w.app, w.task_id, w.room, w.user_id, w.started_at, w.stopped_at)
            or (d.status, d.finish_reason, d.size_bytes, d.format, d.width, d.height)
            is distinct from (w.status, w.finish_reason, w.size_bytes, w.format, w.width, w.height)
            or split_part(d.url, '?', 1) is distinct from split_part(w.url, '?', 1)
        )
),

facts as (
    select
        video_id, import_no, winner_no, is_understood,
        unnest([
            {'name': 'VideoType', 'is_weighty': true, 'here': d.kind::varchar, 'there': w.kind::varchar},
            {
                'name': 'VideoDuration', 'is_weighty': true,
                'here': d.duration_ms::varchar, 'there': w.duration_ms::varchar
            },
            {'name': 'VideoPlayTime', 'is_weighty': false, 'here': d.play_ms::varchar, 'there': w.play_ms::varchar},
            {'name': 'SdkAppId', 'is_weighty': true, 'here': d.app, 'there': w.app},
            {
                'name': 'TaskId', 'is_weighty': false,
                'here': if(d.task_id like 'made-%', '', d.task_id),
                'there': if(w.task_id like 'made-%', '', w.task_id)
            },
            {'name': 'RoomId', 'is_weighty': true, 'here': d.room, 'there': w.room},
            {'name': 'UserId', 'is_weighty': true, 'here': d.user_id, 'there': w.user_id},
            {
                'name': 'RecordStartTime', 'is_weighty': true,
                'here': strftime(d.started_at, '%Y-%m-%dT%H:%M:%SZ'),
                'there': strftime(w.started_at, '%Y-%m-%dT%H:%M:%SZ')
            },
            {
                'name': 'RecordStopTime', 'is_weighty': true,
                'here': strftime(d.stopped_at, '%Y-%m-%dT%H:%M:%SZ'),
                'there': strftime(w.stopped_at, '%Y-%m-%dT%H:%M:%SZ')
            },
            {'name': 'Status', 'is_weighty': true, 'here': d.status, 'there': w.status},
            {'name': 'FinishReason', 'is_weighty': false, 'here': d.finish_reason, 'there': w.finish_reason},
            {'name': 'VideoSize', 'is_weighty': false, 'here': d.size_bytes::varchar, 'there': w.size_bytes::varchar},
            {'name': 'VideoFormat', 'is_weighty': false, 'here': d.format, 'there': w.format},
            {
                'name': 'VideoUrl', 'is_weighty': false,
                'here': split_part(d.url, '?', 1), 'there': split_part(w.url, '?', 1)
            },
            {'name': 'Width', 'is_weighty': false, 'here': d.width::varchar, 'there': w.width::varchar},
            {'name': 'Height', 'is_weighty': false, 'here': d.height::varchar, 'there': w.height::varchar}
        ], recursive := true)
    from pairs
)

select * from facts where here <> '' and here is distinct from there;
