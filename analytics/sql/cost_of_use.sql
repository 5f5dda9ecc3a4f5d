-- question: What did the recorded files cost in use, by any of days, apps, kind, room, user, recording, groups and what a file tells?
-- parameters: $source, $zone, $midnight, $ratios as in the macro uses; $rates {day, app, cell, per_ms}, lists of one length: of each day
--   of each app that is meant the cell of days and apps that it belongs to, and what a charged ms cost, in units of 24 decimals;
--   $cells list of {cell, row, app, era}: the row of the answer that each belongs to, its app where a dimension looks at it, and a day
--   from which on no group changes before the cell's end; $fields list of 'kind', 'room', 'user', 'recording', 'hour', 'finish',
--   'lines', 'state': those of the answer; $apart list of the same: those, and what a dimension looks at besides the app; $dimensions
--   list of {dimension, place, has_app, has_room, has_user}, what each looks at; $rooms, $users, $kinds lists of names and
--   $room_numbers, $user_numbers the same as numbers, $hours, $finishes, $pictures (lines), $states; each of these may be null for
--   "all"; $without list of 'room', 'user' and 'state', of which the named are left out
-- columns: row (of $cells), kind, room, user, recording, hour, finish, lines, state (null where not asked), values (of the
--   dimensions, in their places), files, ms (of every status), charged_ms (after the ratio, before any rounding), cost in units of
--   24 decimals
-- Days, apps, kinds and what a file tells make one whole number, and each source is grouped by what it tells alone: every further
-- column in a grouping, be it empty, takes a tenth of the time once more.
with lists as (
    select $rates::struct(day date[], app varchar[], cell integer[], per_ms hugeint[]) as r
),

rates as (
    select r.day, r.cell, r.per_ms, if($source in ('users', 'files'), null, r.app) as app_name, n.id as app_no
    from (
        select unnest(r.day) as day, unnest(r.app) as app, unnest(r.cell) as cell, unnest(r.per_ms) as per_ms from lists
    ) as r
    left join usage_names as n on $source in ('users', 'files') and r.app = n.name
),

uses as not materialized (
    select
        r.cell::bigint * 16384 + if(list_contains($apart, 'kind'), enum_code(u.kind), 0)
        + if(list_contains($apart, 'lines'), list_position([0, 360, 480, 720, 1080, 2160], u.lines) - 1, 0) * 8
        + if(list_contains($apart, 'finish'), enum_code(u.finish)::bigint, 0) * 64
        + if(list_contains($apart, 'hour'), u.hour::bigint, 0) * 512 as cell,
        case
            when list_contains($apart, 'room') and list_contains($apart, 'user') then u.who
            when list_contains($apart, 'user') then u.who % 4294967296
            when list_contains($apart, 'room') then u.who - u.who % 4294967296
        end as who,
        if(list_contains($apart, 'room'), u.room, null) as room,
        if(list_contains($apart, 'user'), u.user_id, null) as user_id,
        if(list_contains($apart, 'recording'), u.recording, null) as recording,
        if(list_contains($apart, 'state'), u.state, null) as state,
        u.files, u.ms, u.charged_ms, r.per_ms * u.charged_ms as cost
    from rules.main.uses($source, $zone, $midnight, $ratios) as u
    inner join rates as r
        on u.day = r.day and u.app is not distinct from r.app_name and u.app_no is not distinct from r.app_no
    where
        (
            $rooms::varchar[] is null
            or coalesce(list_contains($rooms::varchar[], u.room), list_contains($room_numbers::bigint[], u.who // 4294967296))
            <> list_contains($without::varchar[], 'room')
        )
        and (
            $users::varchar[] is null
            or coalesce(list_contains($users::varchar[], u.user_id), list_contains($user_numbers::bigint[], u.who % 4294967296))
            <> list_contains($without::varchar[], 'user')
        )
        and ($kinds::varchar[] is null or list_contains($kinds::varchar[], u.kind::varchar))
        and ($hours::bigint[] is null or list_contains($hours::bigint[], u.hour))
        and ($finishes::varchar[] is null or list_contains($finishes::varchar[], u.finish::varchar))
        and ($pictures::bigint[] is null or list_contains($pictures::bigint[], u.lines))
        and ($states::varchar[] is null or list_contains($states::varchar[], u.state) <> list_contains($without::varchar[], 'state'))
),

sums as (
    select
        cell, who, null as room, null as user_id, null as recording, null as state,
        sum(files) as files, sum(ms) as ms, sum(charged_ms) as charged_ms, sum(cost) as cost
    from uses where $source in ('days', 'hours', 'users', 'files') group by cell, who
    union all
    select cell, null, room, null, null, null, sum(files), sum(ms), sum(charged_ms), sum(cost)
    from uses where $source = 'rooms' group by cell, room
    union all
    select cell, null, room, user_id, recording, state, sum(files), sum(ms), sum(charged_ms), sum(cost)
    from uses where $source = 'videos' group by cell, room, user_id, recording, state
),

named as (
    select
        row_number() over () as number, c.row::bigint * 16384 + s.cell % 16384 as row, c.app, c.era,
        coalesce(s.room, room.name) as room, coalesce(s.user_id, user.name) as user_id,
        s.recording, s.state, s.files, s.ms, s.charged_ms, s.cost
    from sums as s
    inner join (
        select unnest($cells::struct(cell integer, row integer, app varchar, era date)[], recursive := true)
    ) as c on s.cell // 16384 = c.cell
    left join usage_names as room on s.who // 4294967296 = room.id
    left join usage_names as user on s.who % 4294967296 = user.id
),

grouped as (
    select n.number, list(coalesce(g.value, '') order by d.place) as values
    from named as n
    cross join (
        select unnest(
            $dimensions::struct(dimension varchar, place integer, has_app boolean, has_room boolean, has_user boolean)[],
            recursive := true
        )
    ) as d
    left join group_spans as g
        on d.dimension = g.dimension
        and if(d.has_app, n.app, null) is not distinct from g.app
        and if(d.has_room, n.room, null) is not distinct from g.room
        and if(d.has_user, n.user_id, null) is not distinct from g.user_id
        and g.since <= n.era and (g.until is null or g.until > n.era)
    group by n.number
)

select
    (n.row // 16384)::integer as row,
    if(list_contains($fields, 'kind'), enum_range(null::kind)[n.row % 8 + 1]::varchar, null) as kind,
    if(list_contains($fields, 'room'), n.room, null) as room,
    if(list_contains($fields, 'user'), n.user_id, null) as user,
    n.recording,
    if(list_contains($fields, 'hour'), (n.row // 512 % 32)::varchar, null) as hour,
    if(list_contains($fields, 'finish'), enum_range(null::finish)[n.row // 64 % 8 + 1]::varchar, null) as finish,
    if(list_contains($fields, 'lines'), [0, 360, 480, 720, 1080, 2160][n.row // 8 % 8 + 1]::varchar, null) as lines,
    if(list_contains($fields, 'state'), n.state, null) as state,
    g.values,
    sum(n.files)::bigint as files,
    sum(n.ms)::bigint as ms,
    sum(n.charged_ms)::bigint as charged_ms,
    sum(n.cost)::hugeint as cost
from named as n
left join grouped as g on n.number = g.number
group by all
