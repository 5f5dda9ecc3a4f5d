-- question: How many rows and milliseconds of each file and standing does a scratch database hold, and how many of its duplicates are
--   other files than those that count?
-- parameters: none
-- columns: file_no, standing, videos, ms, clashes (duplicates of another task and time), apps (of them of another app), example
with sums as (
    select
        import_no, standing, count(*)::bigint as videos, coalesce(sum(rules.main.stated_ms(duration_ms)), 0)::bigint as ms
    from video_rows
    group by import_no, standing
),

clashes as (
    select
        d.import_no, d.standing, count(*)::bigint as clashes,
        count(*) filter (d.app <> w.app and d.app <> '' and w.app <> '')::bigint as apps,
        min(d.video_id) as example
    from video_rows as d
    inner join video_rows as w on d.video_id = w.video_id and w.standing = 'counted'
    where
        d.standing = 'duplicate' and d.task_id <> w.task_id
        and (
            coalesce(d.stopped_at, d.started_at) < coalesce(w.started_at, w.stopped_at)
            or coalesce(d.started_at, d.stopped_at) > coalesce(w.stopped_at, w.started_at)
        )
    group by d.import_no, d.standing
)

select
    s.import_no::bigint as file_no, s.standing::varchar as standing, s.videos, s.ms,
    coalesce(c.clashes, 0)::bigint as clashes, coalesce(c.apps, 0)::bigint as apps, c.example
from sums as s
left join clashes as c on s.import_no = c.import_no and s.standing = c.standing
order by file_no, standing
