-- question: Who paid for each recorded file: the free quota, which pack, or nobody ahead (postpaid)?
-- parameters: $zone, $midnight 'stop' or 'start', $rounding 'day' 'file' 'task_kind' 'exact', $ratios as in charged_days;
--   $draws list of {day, place, ms, units}: what was drawn on each day, in the order of drawing, and what it cost in units of
--   8 decimals; $since date, $until date (excluded), $video_id, $task lesson, $places list of places: each may be null for "all";
--   $each true: one row a file and draw, false: sums of each draw; $most rows, $skip rows before them
-- columns: day, place, turn (the file's number among all), video_id, app, task_id, room, kind, videos, shares (parts of files),
--   ms, units, day_ms (what all files of the day are billed, as the bill rounds them); where $each is false only day, place, the
--   sums and day_ms. Each draw of a day is divided among its apps by their minutes as
--   the bill rounds them, and within an app among its files by their charged ms, so that each ms of an app's day costs the same.
--   Files that are free are not there.
with days as (
    select * from rules.main.span_days($zone, $since::date, $until::date)
),

rated as (
    select * from rules.main.rated('days', $ratios) where numerator > 0
),

charged as (
    select
        r.day, v.app, v.task_id, v.kind, v.video_id, v.room, v.stopped_at,
        rules.main.times(v.duration_ms, r.numerator, r.denominator) as ms
    from videos as v
    inner join rated as r
        on rules.main.quarter(rules.main.edge($midnight, v.started_at, v.stopped_at)) = r.quarter and v.kind = r.kind
    where
        v.status = 'FINISHED'
        and rules.main.is_near(rules.main.edge($midnight, v.started_at, v.stopped_at), $since::date, $until::date)
        and rules.main.is_month_near($midnight, v.lake_month, $since::date, $until::date)
),

files as (
    select * from charged where ms > 0
),

scopes as (
    select
        day, app, sum(ms) as ms, count(*) as files, min(ms) as least_ms,
        case $rounding
            when 'exact' then sum(ms) when 'file' then sum(rules.main.minutes_up(ms)) else rules.main.minutes_up(sum(ms))
        end as billed_ms
    from files
    group by
        day, app, if($rounding = 'task_kind', task_id, null), if($rounding = 'task_kind', kind, null)
),

apps as (
    select
        *, sum(billed_ms) over (partition by day order by app)::hugeint as until_ms,
        sum(billed_ms) over (partition by day)::hugeint as day_ms
    from (
        select
            day, app, sum(ms)::hugeint as ms, sum(billed_ms)::hugeint as billed_ms,
            sum(files)::bigint as files, min(least_ms)::hugeint as least_ms
        from scopes group by day, app
    )
),

draws as (
    select unnest($draws::struct(day date, place integer, ms bigint, units hugeint)[], recursive := true)
),

parts as (
    select
        a.day, a.app, d.place, a.ms as app_ms, a.day_ms, a.files, a.least_ms,
        rules.main.portion(d.ms, a.until_ms, a.day_ms) - rules.main.portion(d.ms, a.until_ms - a.billed_ms, a.day_ms) as ms,
        rules.main.portion(d.units, a.until_ms, a.day_ms)
        - rules.main.portion(d.units, a.until_ms - a.billed_ms, a.day_ms) as units
    from apps as a
    inner join draws as d using (day)
),

-- Sums ask for no look at each file where every file has a share: the shortest one's is at least 1 before it is rounded.
told as (
    select
        *,
        $each or $video_id::varchar is not null or $task::varchar is not null
        or (least_ms * ms < app_ms and least_ms * units < app_ms) as is_by_file
    from parts
    where ms > 0 or units > 0
),

divided as (
    select a.day, a.app, a.ms, sum(a.ms) over (order by a.day, a.app)::hugeint - a.ms as starts_at
    from apps as a
    where (a.day, a.app) in (select (day, app) from told where is_by_file)
),

-- One running sum over all days is three times as fast as one for each.
in_a_row as (
    select
        f.*, d.starts_at,
        row_number() over in_order as turn,
        sum(f.ms) over (in_order rows between unbounded preceding and current row)::hugeint as until_ms
    from files as f
    inner join divided as d using (day, app)
    window in_order as (order by f.day, f.app, f.stopped_at, f.video_id)
),

shares as (
    select
        f.day, p.place, f.turn, f.video_id, f.app, f.task_id, f.room, f.kind, 1 as files, p.day_ms,
        rules.main.portion(p.ms, f.until_ms - f.starts_at, p.app_ms)
        - rules.main.portion(p.ms, f.until_ms - f.ms - f.starts_at, p.app_ms) as ms,
        rules.main.portion(p.units, f.until_ms - f.starts_at, p.app_ms)
        - rules.main.portion(p.units, f.until_ms - f.ms - f.starts_at, p.app_ms) as units
    from in_a_row as f
    inner join told as p using (day, app)
    where p.is_by_file
    union all
    select day, place, null, null, null, null, null, null, files, day_ms, ms, units
    from told
    where not is_by_file
)

select
    day, place,
    if($each, turn, null)::bigint as turn,
    if($each, any_value(video_id), null) as video_id,
    if($each, any_value(app), null) as app,
    if($each, any_value(task_id), null) as task_id,
    if($each, any_value(room), null) as room,
    if($each, any_value(kind)::varchar, null) as kind,
    sum(files)::bigint as videos,
    sum(files)::bigint as shares,
    sum(ms)::bigint as ms,
    sum(units)::hugeint as units,
    any_value(day_ms)::bigint as day_ms
from shares
where
    (ms > 0 or units > 0)
    and ($video_id::varchar is null or video_id = $video_id::varchar)
    and ($task::varchar is null or task_id = $task::varchar)
    and ($places::integer[] is null or list_contains($places::integer[], place))
group by day, place, if($each, turn, null)
order by day, turn, place
limit $most offset $skip
