-- statement: How many counted files of an import have a twin under another id, of the same kind and length: at the same address, or at the
--   same place of the same user in the same task, or with an id that differs in leading zeros, case, signs, the way letters are put together, a folder, 0x or the
--   ending of a file alone, or that is the other one as a program kept it in a double?
-- parameters: $import_no; reads temp table twin_keys
-- columns: videos, ms, example, other (its twin's id), reason ('address', 'place' or 'spelling')
with files as materialized (
    select
        v.row_id, v.import_no, v.video_id, v.kind, v.duration_ms, v.task_id, v.user_id, v.play_ms,
        nullif(split_part(v.url, '?', 1), '') as address,
        ltrim(
            regexp_replace(
                translate(
                    lower(nfc_normalize(regexp_replace(v.video_id, '^.*/|^0x|\.(mp4|webm|flv|mkv|m3u8)$', '', 'gi'))),
                    '０１２３４５６７８９', '0123456789'
                ), '[^\p{L}\p{N}]', '', 'g'
            ), '0'
        ) as letters
    from all_video_rows as v
    semi join twin_keys as k on v.kind = k.kind and v.duration_ms = k.ms
    where v.standing = 'counted'
),

-- JavaScript prints 5285890784273533123 as ...3000, Python as ...2928.
doubles as (
    select
        row_id, import_no, video_id, kind, duration_ms, letters::double as number,
        letters like '%00' or letters = letters::double::hugeint::varchar as is_rounded
    from files
    where regexp_full_match(letters, '[1-9][0-9]{16,21}')
),

-- The first of each group is the file itself; each later one is its twin. Pairs of a group are never made: a million files of one
-- length would have more of them than can be counted.
groups as (
    select
        row_id, import_no, video_id, duration_ms, 'address' as reason,
        first_value(video_id) over same as other, row_number() over same as nth
    from files
    where address is not null
    window same as (partition by address, kind, duration_ms order by import_no, row_id)
    union all
    -- A whiteboard and a mixed stream need no user, and who has one no place; of two cameras without one nothing says that they are the same.
    select
        row_id, import_no, video_id, duration_ms, 'place',
        first_value(video_id) over same, row_number() over same
    from files
    where task_id is not null and (user_id <> '' or (user_id = '' and play_ms is not null and kind in ('whiteboard', 'mixed')))
    window same as (partition by task_id, user_id, play_ms, kind, duration_ms, address order by import_no, row_id)
    union all
    select
        row_id, import_no, video_id, duration_ms, 'spelling',
        first_value(video_id) over same, row_number() over same
    from files
    window same as (partition by letters, kind, duration_ms order by import_no, row_id)
    union all
    select
        row_id, import_no, video_id, duration_ms, 'spelling',
        first_value(video_id) over same, if(bool_or(is_rounded) over all_same, row_number() over same, 1)
    from doubles
    window
        same as (partition by number, kind, duration_ms order by import_no, row_id),
        all_same as (partition by number, kind, duration_ms)
),

twins as (
    select row_id, min(video_id) as video_id, any_value(duration_ms) as ms, min(other) as other, min(reason) as reason
    from groups
    where nth > 1 and import_no = $import_no
    group by row_id
)

select
    count(*)::bigint as videos, coalesce(sum(ms), 0)::bigint as ms,
    min(video_id) as example, arg_min(other, video_id) as other, arg_min(reason, video_id) as reason
from twins
