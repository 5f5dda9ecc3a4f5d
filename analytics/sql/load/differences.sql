-- statement: Where does a duplicate of this import say something else than the row that counts?
-- parameters: $import_no
-- columns: video_id, name, here, there, other_import
with pairs as (
    select d.*, w as winner
    from video_rows as d
    inner join video_rows as w on d.video_id = w.video_id and w.standing = 'counted'
    where d.import_no = $import_no and d.standing = 'duplicate'
),

facts as (
    select
        video_id,
        winner.import_no as other_no,
        unnest([
            {'name': 'VideoType', 'here': kind::varchar, 'there': winner.kind::varchar},
            {'name': 'VideoDuration', 'here': duration_ms::varchar, 'there': winner.duration_ms::varchar},
            {'name': 'VideoPlayTime', 'here': play_ms::varchar, 'there': winner.play_ms::varchar},
            {'name': 'SdkAppId', 'here': app, 'there': winner.app},
            {'name': 'TaskId', 'here': if(task_id like 'made-%', '', task_id), 'there': winner.task_id},
            {'name': 'RoomId', 'here': room, 'there': winner.room},
            {'name': 'UserId', 'here': user_id, 'there': winner.user_id},
            {
                'name': 'RecordStartTime',
                'here': strftime(started_at, '%Y-%m-%dT%H:%M:%SZ'),
                'there': strftime(winner.started_at, '%Y-%m-%dT%H:%M:%SZ')
            },
            {
                'name': 'RecordStopTime',
                'here': strftime(stopped_at, '%Y-%m-%dT%H:%M:%SZ'),
                'there': strftime(winner.stopped_at, '%Y-%m-%dT%H:%M:%SZ')
            },
            {'name': 'Status', 'here': status, 'there': winner.status},
            {'name': 'FinishReason', 'here': finish_reason, 'there': winner.finish_reason},
            {'name': 'VideoSize', 'here': size_bytes::varchar, 'there': winner.size_bytes::varchar},
            {'name': 'VideoFormat', 'here': format, 'there': winner.format},
            {'name': 'VideoUrl', 'here': url, 'there': winner.url},
            {'name': 'Width', 'here': width::varchar, 'there': winner.width::varchar},
            {'name': 'Height', 'here': height::varchar, 'there': winner.height::varchar}
        ], recursive := true)
    from pairs
)

select f.video_id, f.name, f.here, f.there, i.import_id as other_import
from facts as f
left join imports as i on f.other_no = i.import_no
where f.here <> '' and f.here is distinct from f.there
order by f.video_id, f.name
