-- question: Who paid for each recorded file: the free quota, which pack, or nobody ahead (postpaid)?
-- parameters: $zone, $midnight 'stop' or 'start', $rounding 'day' 'file' 'task_kind' 'exact', $ratios as in charged_days;
--   $draws list of {day, place, ms, units}: what was drawn on each day, in the order of drawing, and what it cost in units of
--   8 decimals; $since date, $until date (excluded), $video_id, $task lesson, $places list of places: each may be null for "all";
--   $each true: one row a file and draw, false: sums of each draw; $most rows, $skip rows before them
-- columns: day, place, turn, video_id, app, task_id, room, kind, videos, shares (parts of files, and what
--   rounding added), ms, units; where $each is false only day, place and
--   the sums. Files are paid for in the order of their stop and id; after a day's files come the minutes that rounding adds,
--   app by app, as rows without a video_id. Rows that are free are not there.
with rated as (
    select * from rules.main.rated_calendar($zone, $midnight, $ratios)
    where
        numerator > 0
        and ($since::date is null or day >= $since::date)
        and ($until::date is null or day < $until::date)
),

charged as (
    select
        r.day, v.app, v.task_id, v.kind, v.video_id, v.room, v.stopped_at,
        rules.main.times(v.duration_ms, r.numerator, r.denominator) as ms
    from videos as v
    inner join rated as r
        on rules.main.quarter(rules.main.edge($midnight, v.started_at, v.stopped_at)) = r.quarter and v.kind = r.kind
    where v.status = 'FINISHED'
),

files as (
    select * exclude (ms), if($rounding = 'file', rules.main.minutes_up(ms), ms) as ms
    from charged
    where ms > 0
),

scopes as (
    select day, app, sum(ms) as ms
    from files
    where $rounding in ('day', 'task_kind')
    group by
        day, app, if($rounding = 'task_kind', task_id, null), if($rounding = 'task_kind', kind, null)
),

claims as (
    select day, stopped_at, video_id, app, task_id, room, kind, ms from files
    union all
    select day, null, null, app, null, null, null, sum(-ms % 60000 + if(ms % 60000 = 0, 0, 60000))::bigint
    from scopes
    group by day, app
),

-- One running sum over all days is three times as fast as one for each.
in_a_row as (
    select
        *,
        sum(ms) over (
            order by day, stopped_at nulls last, coalesce(video_id, app)
            rows between unbounded preceding and current row
        ) as until_ms
    from claims
    where ms > 0
),

day_starts as (
    select day, sum(sum(ms)) over (order by day) - sum(ms) as ms
    from claims
    group by day
),

lined_up as (
    select r.* exclude (until_ms), (r.until_ms - s.ms)::bigint as until_ms
    from in_a_row as r
    inner join day_starts as s using (day)
),

draws as (
    select *, (sum(ms) over (partition by day order by place))::bigint as until_ms
    from (select unnest($draws::struct(day date, place integer, ms bigint, units hugeint)[], recursive := true))
),

shares as (
    select
        c.day, d.place, c.until_ms as turn, c.video_id, c.app, c.task_id, c.room, c.kind,
        d.ms as draw_ms, d.units,
        greatest(c.until_ms - c.ms, d.until_ms - d.ms) - (d.until_ms - d.ms) as from_ms,
        least(c.until_ms, d.until_ms) - (d.until_ms - d.ms) as to_ms
    from lined_up as c
    inner join draws as d
        on c.day = d.day and c.until_ms - c.ms < d.until_ms and d.until_ms - d.ms < c.until_ms
)

select
    day, place,
    if($each, turn, null)::bigint as turn,
    if($each, any_value(video_id), null) as video_id,
    if($each, any_value(app), null) as app,
    if($each, any_value(task_id), null) as task_id,
    if($each, any_value(room), null) as room,
    if($each, any_value(kind)::varchar, null) as kind,
    count(video_id)::bigint as videos,
    count(*)::bigint as shares,
    sum(to_ms - from_ms)::bigint as ms,
    sum(
        (2 * units * to_ms + draw_ms) // (2 * draw_ms) - (2 * units * from_ms + draw_ms) // (2 * draw_ms)
    )::hugeint as units
from shares
where
    ($video_id::varchar is null or video_id = $video_id::varchar)
    and ($task::varchar is null or task_id = $task::varchar)
    and ($places::integer[] is null or list_contains($places::integer[], place))
group by day, place, if($each, turn, null)
order by day, turn, place
limit $most offset $skip
