-- question: How long is each file of one kind, day by day and app by app?
-- parameters: $zone, $midnight 'stop' or 'start', $kind, $since date, $until date (excluded), which both may be null; only files of FINISHED tasks count
-- columns: day, app, ms (list, the files of one task beside each other), files (list: how many of them each task has)
with tasks as (
    select
        rules.main.billing_day($zone, $midnight, started_at, stopped_at) as day,
        app, task_id, list(duration_ms) as ms, count(*)::bigint as files
    from videos
    where
        kind = $kind::kind and status = 'FINISHED'
        and rules.main.is_near(rules.main.edge($midnight, started_at, stopped_at), $since::date, $until::date)
        and rules.main.is_month_near($midnight, lake_month, $since::date, $until::date)
    group by day, app, task_id
)

select day, app, flatten(list(ms order by task_id)) as ms, list(files order by task_id) as files
from tasks
where ($since::date is null or day >= $since::date) and ($until::date is null or day < $until::date)
group by day, app
order by day, app
