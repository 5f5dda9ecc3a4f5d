-- question: What did the vendor push of each app, and what of it is not confirmed by any other document?
-- parameters: none
-- columns: app, callbacks, finished, last_at (UTC), failed (those that could not be imported), problem (of one of them),
--   files, ms (not confirmed)
with hints as (
    select app, count(*)::bigint as files, sum(duration_ms)::bigint as ms
    from videos
    where import_no in (select import_no from imports where source = 'callback')
    group by app
),

pushed as (
    select
        app,
        count(*)::bigint as callbacks,
        count(*) filter (event like '%RecordFinished')::bigint as finished,
        max(received_at) as last_at,
        count(*) filter (problem <> '')::bigint as failed,
        coalesce(max(problem), '') as problem
    from callbacks
    group by app
)

select
    coalesce(p.app, h.app) as app,
    coalesce(p.callbacks, 0)::bigint as callbacks, coalesce(p.finished, 0)::bigint as finished, p.last_at,
    coalesce(p.failed, 0)::bigint as failed, coalesce(p.problem, '') as problem,
    coalesce(h.files, 0)::bigint as files, coalesce(h.ms, 0)::bigint as ms
from pushed as p
full join hints as h on p.app = h.app
order by 1
