-- What was recorded, out of the smallest table that tells apart what is asked, under the same names.

-- `source`: 'days' tells kinds and apps, 'rooms' rooms, finish reasons and lines of the picture too, 'users' users, 'hours' all but
-- rooms and users, 'files' all of these, 'videos' recordings, states and any day's edge too. What a source does not tell is null.
-- Rows of 'users' and 'files' have numbers (of usage_names) in place of names: app_no, and who: the user's number after the room's.
-- `ratios` as in rated_calendar, each 0 or 1 but for 'videos'; null where camera, screen and whiteboard count once and nothing else
-- does, which saves a join. Of 'hours', 'rooms', 'users' and 'files' mixed and audio must be free: they do not tell which of these are of
-- finished recordings.
create macro rules.main.uses(source, zone, midnight, ratios) as table
with sums as (
    select
        day, kind, app, null::varchar as room, null::integer as app_no, null::bigint as who, finished as is_charged, videos as files, ms,
        null::utinyint as hour, null::finish as finish, null::usmallint as lines
    from usage_days where source = 'days'
    union all
    select day, kind, app, null, null, null, billable, videos, ms, hour, finish, lines from usage_hours where source = 'hours'
    union all
    select day, kind, app, room, null, null, billable, videos, ms, null, finish, lines from usage_room_days where source = 'rooms'
    union all
    select day, kind, null, null, app, user, billable, videos, ms, null, null, null from usage_user_days where source = 'users'
    union all
    select day, kind, null, null, app, coalesce(room, 0) * 4294967296 + coalesce(user, 0), billable, 1, ms, hour, finish, lines
    from usage_files where source = 'files'
),

kinds as (
    select unnest(
        ratios::struct(kind varchar, since date, until date, numerator bigint, denominator bigint)[], recursive := true
    )
)

select
    s.* exclude (is_charged), null::varchar as user_id, null::varchar as recording, null::varchar as state,
    if(s.is_charged and s.kind in ('camera', 'screen', 'whiteboard'), s.ms, 0) as charged_ms
from sums as s
where ratios is null
union all
select s.* exclude (is_charged), null, null, null, if(s.is_charged, s.ms * k.numerator, 0)
from sums as s
inner join kinds as k
    on s.kind = k.kind::kind and (k.since is null or s.day >= k.since) and (k.until is null or s.day < k.until)
where ratios is not null
union all
select
    r.day, v.kind, v.app, v.room, null, null, 1, v.duration_ms,
    hour(rules.main.there(rules.main.quarter(v.started_at), zone))::utinyint,
    rules.main.finish_name(v.finish_reason)::finish, rules.main.picture_lines(v.width, v.height)::usmallint,
    v.user_id, v.task_id, v.status,
    if(v.status = 'FINISHED' and r.numerator > 0, rules.main.times(v.duration_ms, r.numerator, r.denominator), 0)
from videos as v
inner join rules.main.rated_calendar(zone, midnight, ratios) as r
    on rules.main.quarter(rules.main.edge(midnight, v.started_at, v.stopped_at)) = r.quarter and v.kind = r.kind
where source = 'videos';
