-- question: How many lessons were there on each day, and is it sure that those of later days began later?
-- parameters: $since date, $until date (excluded), $apps, $rooms, $kinds lists, each may be null for "all"
-- columns: day, lessons (a lesson of several days, rooms or hours is counted in each), found (different lessons of all these days),
--   is_backwards (some file of all there are has a stop before its start)
with lines as (
    from rules.main.lesson_lines($since::date, $until::date, $apps::varchar[], $rooms::varchar[], $kinds::varchar[])
)

select
    day, count(*)::bigint as lessons,
    (
        (select count(*) from lines where not is_split)
        + (select count(*) from (select distinct app, task from lines where is_split))
    )::bigint as found,
    (select coalesce(bool_or(stopped_at < started_at), false) from videos) as is_backwards
from lines
group by day
order by day desc
