-- statement: How many counted files of an import have a twin under another id, of the same kind and length: at the same address, or at the
--   same place of the same user in the same task, or with an id that differs in leading zeros, case or signs alone?
-- parameters: $import_no; reads temp table twin_keys
-- columns: videos, ms, example, other (its twin's id), reason ('address', 'place' or 'spelling')
with files as materialized (
    select
        v.rowid as row_id, v.import_no, v.video_id, v.kind, v.duration_ms, v.task_id, v.user_id, v.play_ms,
        nullif(split_part(v.url, '?', 1), '') as address,
        ltrim(lower(regexp_replace(v.video_id, '[^0-9A-Za-z]', '', 'g')), '0') as letters
    from video_rows as v
    semi join twin_keys as k on v.kind = k.kind and v.duration_ms = k.ms
    where v.standing = 'counted'
),

own as (
    select * from files where import_no = $import_no
),

-- A whiteboard and a mixed stream need no user; of two cameras without one nothing says that they are the same.
pairs as (
    select o.row_id, o.video_id, o.duration_ms, f.video_id as other, 'address' as reason
    from own as o
    inner join files as f on o.address = f.address and o.kind = f.kind and o.duration_ms = f.duration_ms and o.video_id <> f.video_id
    where f.import_no < o.import_no or f.row_id < o.row_id
    union all
    select o.row_id, o.video_id, o.duration_ms, f.video_id, 'place'
    from own as o
    inner join files as f
        on o.task_id = f.task_id and o.user_id = f.user_id and o.play_ms = f.play_ms and o.kind = f.kind and o.duration_ms = f.duration_ms
        and o.video_id <> f.video_id
    where
        (o.user_id <> '' or o.kind in ('whiteboard', 'mixed')) and o.address is not distinct from f.address
        and (f.import_no < o.import_no or f.row_id < o.row_id)
    union all
    select o.row_id, o.video_id, o.duration_ms, f.video_id, 'spelling'
    from own as o
    inner join files as f on o.letters = f.letters and o.kind = f.kind and o.duration_ms = f.duration_ms and o.video_id <> f.video_id
    where f.import_no < o.import_no or f.row_id < o.row_id
),

twins as (
    select row_id, min(video_id) as video_id, any_value(duration_ms) as ms, min(other) as other, min(reason) as reason
    from pairs
    group by row_id
)

select
    count(*)::bigint as videos, coalesce(sum(ms), 0)::bigint as ms,
    min(video_id) as example, arg_min(other, video_id) as other, arg_min(reason, video_id) as reason
from twins
