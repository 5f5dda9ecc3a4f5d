-- question: What goes when this import is undone?
-- parameters: $import_no
-- columns: videos, ms, recordings, returning (videos that another import brings back)
with own as (
    select video_id, task_id, duration_ms from videos where import_no = $import_no
)

select
    count(*)::bigint as videos,
    coalesce(sum(duration_ms), 0)::bigint as ms,
    count(distinct task_id)::bigint as recordings,
    (
        select count(distinct d.video_id)
        from all_video_rows as d
        where d.standing = 'duplicate' and d.import_no <> $import_no
            and d.video_id in (select video_id from own)
    )::bigint as returning
from own
