-- statement: Which duplicates of an import are other files than those that count: of another app or task, and of another time?
-- parameters: $import_no
-- columns: videos, apps (how many of them are of another app), example, here and there (their days), app (of the example's counting row)
with pairs as (
    select
        d.video_id, d.app <> w.app and d.app <> '' and w.app <> '' as is_of_another_app,
        coalesce(d.stopped_at, d.started_at)::date::varchar as here, coalesce(w.stopped_at, w.started_at)::date::varchar as there, w.app
    from all_video_rows as d
    inner join all_video_rows as w on d.video_id = w.video_id and w.standing = 'counted'
    where
        d.import_no = $import_no and d.standing = 'duplicate' and d.task_id <> w.task_id
        and (
            coalesce(d.stopped_at, d.started_at) < coalesce(w.started_at, w.stopped_at)
            or coalesce(d.started_at, d.stopped_at) > coalesce(w.stopped_at, w.started_at)
        )
)

select
    count(*)::bigint as videos, count(*) filter (is_of_another_app)::bigint as apps,
    min(video_id) as example, arg_min(here, video_id) as here, arg_min(there, video_id) as there, arg_min(app, video_id) as app
from pairs
