-- question: In which stretches of days between the first and the last recorded one is nothing recorded?
-- parameters: none
-- columns: first_day, last_day, days, working_days (Monday to Friday)
with recorded as (
    select distinct day from usage_days
),

gaps as (
    select day + 1 as first_day, lead(day) over (order by day) - 1 as last_day
    from recorded
)

select
    first_day, last_day,
    (last_day - first_day + 1)::bigint as days,
    len(list_filter(
        range(first_day::timestamp, (last_day + 1)::timestamp, interval 1 day), lambda day : isodow(day) < 6
    ))::bigint as working_days
from gaps
where last_day >= first_day
order by first_day
