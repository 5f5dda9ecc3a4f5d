-- What the vendor may count otherwise than a plan does, from single files.

-- Each task's files of one kind and state on a day: `edges` a list of {edge number, zone, midnight 'stop' or 'start'}, the first 0: under
-- each of them days are cut; `by_room` true to tell rooms apart; `ratios` as in rated_calendar, by the days of edge 0; the last two
-- may be null. `counts`: its ratio is not 0; ms is after the ratio then. `state`: 'FINISHED', 'EXCEPTION' where it ended so, else that
-- of the task. Under another edge stands what that one adds (sign 1) or takes away (-1): only tasks of which a file moves to another day.
create macro rules.main.tasks_apart(edges, by_room, ratios, since, until) as table
with pairs as materialized (
    select distinct rules.main.quarter(started_at) as start_quarter, rules.main.quarter(stopped_at) as stop_quarter
    from videos
),

cuts as materialized (
    select unnest(edges::struct(edge integer, zone varchar, midnight varchar)[], recursive := true)
),

-- Files of one quarter of start and one of stop lie on one day, whatever their number.
dated_pairs as materialized (
    select
        p.start_quarter, p.stop_quarter, e.edge,
        rules.main.there(if(e.midnight = 'start', p.start_quarter, p.stop_quarter), e.zone)::date as day
    from pairs as p, cuts as e
),

rated as (
    select p.start_quarter, p.stop_quarter, p.day, r.kind::kind as kind, r.numerator, r.denominator
    from dated_pairs as p
    inner join (
        select unnest(
            ratios::struct(kind varchar, since date, until date, numerator bigint, denominator bigint)[],
            recursive := true
        )
    ) as r
        on (r.since is null or p.day >= r.since) and (r.until is null or p.day < r.until)
    where
        p.edge = 0
        and (since::date is null or p.day >= since::date - 2)
        and (until::date is null or p.day < until::date + 2)
),

files as materialized (
    select
        r.day, coalesce(v.app, '') as app, coalesce(v.room, '') as room, rules.main.task_key(v.task_id) as task_id, v.kind, r.numerator > 0 as counts,
        case
            when v.status <> 'FINISHED' then v.status
            when v.finish_reason = 'EXCEPTION' then 'EXCEPTION'
            else 'FINISHED'
        end as state,
        if(r.numerator > 0, rules.main.times(v.duration_ms, r.numerator, r.denominator), v.duration_ms) as ms,
        r.start_quarter, r.stop_quarter
    from videos as v
    inner join rated as r
        on rules.main.quarter(v.started_at) = r.start_quarter and rules.main.quarter(v.stopped_at) = r.stop_quarter and v.kind = r.kind
),

moving as (
    select p.edge, p.start_quarter, p.stop_quarter
    from dated_pairs as p
    inner join dated_pairs as f
        on p.start_quarter = f.start_quarter and p.stop_quarter = f.stop_quarter and f.edge = 0
    where p.day <> f.day
),

movers as materialized (
    select distinct m.edge, f.task_id
    from files as f
    inner join moving as m on f.start_quarter = m.start_quarter and f.stop_quarter = m.stop_quarter
),

-- Each edge is the first one, without the tasks that move, and with them on their other days.
dated as (
    select 0 as edge, day, app, room, task_id, kind, counts, state, ms, 1 as sign from files
    union all
    select m.edge, f.day, f.app, f.room, f.task_id, f.kind, f.counts, f.state, f.ms, -1
    from files as f
    inner join movers as m on f.task_id = m.task_id
    union all
    select m.edge, p.day, f.app, f.room, f.task_id, f.kind, f.counts, f.state, f.ms, 1
    from files as f
    inner join movers as m on f.task_id = m.task_id
    inner join dated_pairs as p
        on m.edge = p.edge and f.start_quarter = p.start_quarter and f.stop_quarter = p.stop_quarter
),

tasks as (
    select
        edge, day, app, if(by_room, room, null) as room, kind, counts, state, sign,
        sum(ms)::bigint as ms, sum(rules.main.minutes_up(ms))::bigint as file_ms,
        rules.main.minutes_up(sum(ms)::bigint) as task_ms
    from dated
    where (since is null or day >= since) and (until is null or day < until)
    group by edge, day, app, if(by_room, room, null), kind, counts, state, sign, task_id
)

select * from tasks;
