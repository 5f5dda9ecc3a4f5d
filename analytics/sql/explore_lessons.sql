-- question: How many lessons were there, over steps of time, by length, by cameras, and how many of them have a mixed stream?
-- parameters: $by 'none', 'length' (begun five minutes, from 0 on, at most 36) or 'cameras' (users on camera, at most 20),
--   $step 'none' 'day' 'week' 'month'; $zone, $midnight 'stop' or 'start'; $since date, $until date (excluded); of what a lesson has one of: $apps, $rooms, $user_numbers
--   (of name_numbers), $weekdays (1 Monday), $hours, $finishes lists, $kind_mask (1 camera, 2 screen, 4 whiteboard, 8 mixed, 16 audio) and
--   $picture_mask (1 not stated, 2 up to 360 lines, 4 480, 8 720, 16 1080, 32 more), $states; each may be null for "all"; $without list of 'app',
--   'room', 'user' and 'state', of which the named are left out
-- columns: step (its first day; null without), size (null without $by), lessons, with_mixed,
--   cameras (users on camera of all these lessons, where $by is 'cameras')
-- A lesson tells its kinds, its users and its pictures apart, so where two of them are filtered its files are asked for one that
-- is both.
with tasks as materialized (
    select distinct task
    from usage_files
    where
        ($user_numbers::integer[] is not null or ($kind_mask::bigint is not null and $picture_mask::bigint is not null))
        and day >= $since::date and day < $until::date
        and ($user_numbers::integer[] is null or list_contains($user_numbers::integer[], user) <> list_contains($without::varchar[], 'user'))
        and ($kind_mask::bigint is null or (1 << enum_code(kind)) & $kind_mask::bigint > 0)
        and ($picture_mask::bigint is null or rules.main.picture_bit(lines, lines) & $picture_mask::bigint > 0)
        and ($weekdays::bigint[] is null or list_contains($weekdays::bigint[], isodow(day)))
        and ($hours::bigint[] is null or list_contains($hours::bigint[], hour))
        and ($finishes::varchar[] is null or list_contains($finishes::varchar[], finish::varchar))
),

-- The state is a file's own, which the small tables do not tell.
of_states as materialized (
    select distinct rules.main.task_key(v.task_id) as task
    from rules.main.dated_videos($zone, $midnight, since := $since::date, until := $until::date) as v
    left join usage_names as n on v.user_id = n.name
    where
        $states::varchar[] is not null
        and list_contains($states::varchar[], v.status) <> list_contains($without::varchar[], 'state')
        and ($apps::varchar[] is null or list_contains($apps::varchar[], v.app) <> list_contains($without::varchar[], 'app'))
        and ($rooms::varchar[] is null or list_contains($rooms::varchar[], v.room) <> list_contains($without::varchar[], 'room'))
        and ($user_numbers::integer[] is null or list_contains($user_numbers::integer[], n.id) <> list_contains($without::varchar[], 'user'))
        and ($kind_mask::bigint is null or (1 << enum_code(v.kind)) & $kind_mask::bigint > 0)
        and (
            $picture_mask::bigint is null
            or rules.main.picture_bit(v.width, v.height) & $picture_mask::bigint > 0
        )
        and ($weekdays::bigint[] is null or list_contains($weekdays::bigint[], isodow(v.day)))
        and (
            $hours::bigint[] is null
            or list_contains($hours::bigint[], hour(rules.main.there(rules.main.quarter(v.started_at), $zone)))
        )
        and ($finishes::varchar[] is null or list_contains($finishes::varchar[], rules.main.finish_name(v.finish_reason)))
),

lines as not materialized (
    select task, day, kinds, cameras, users, length_ms, is_split
    from usage_lessons
    where
        day >= $since::date and day < $until::date
        and ($apps::varchar[] is null or list_contains($apps::varchar[], app) <> list_contains($without::varchar[], 'app'))
        and ($rooms::varchar[] is null or list_contains($rooms::varchar[], room) <> list_contains($without::varchar[], 'room'))
        and (
            $states::varchar[] is not null
            or ($user_numbers::integer[] is null and ($kind_mask::bigint is null or $picture_mask::bigint is null))
            or task in (select task from tasks)
        )
        and ($states::varchar[] is null or task in (select task from of_states))
        and ($kind_mask::bigint is null or kinds & $kind_mask::bigint > 0)
        and ($weekdays::bigint[] is null or list_contains($weekdays::bigint[], isodow(day)))
        and ($hours::bigint[] is null or list_contains($hours::bigint[], hour))
        and ($finishes::varchar[] is null or list_contains($finishes::varchar[], finish::varchar))
        and ($picture_mask::bigint is null or pictures & $picture_mask::bigint > 0)
),

lessons as (
    select day, kinds, cameras, length_ms from lines where not is_split
    union all
    select max(day), bit_or(kinds), len(list_distinct(flatten(list(users)))), max(length_ms)
    from lines
    where is_split
    group by task
),

sums as (
    select
        case $step when 'day' then day when 'week' then date_trunc('week', day) when 'month' then date_trunc('month', day) end::date
            as step,
        case $by when 'length' then length_ms // 300000 when 'cameras' then cameras end as size,
        kinds & 8 as mixed,
        count(*) as lessons,
        case $by when 'cameras' then sum(cameras) end as cameras
    from lessons
    group by all
)

select
    step,
    case $by when 'length' then if(size > 36, 36, size) when 'cameras' then if(size > 20, 20, size) end::bigint as size,
    sum(lessons)::bigint as lessons,
    coalesce(sum(lessons) filter (where mixed > 0), 0)::bigint as with_mixed,
    case $by when 'cameras' then sum(cameras) end::bigint as cameras
from sums
group by all
order by step, size
