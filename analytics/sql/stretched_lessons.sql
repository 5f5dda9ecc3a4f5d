-- question: Which lessons have files of days so far apart that a month's edition does not tell of them?
-- parameters: none
-- columns: mark (text, equal as long as these lessons and their days are; '' where there are none)
select coalesce(bit_xor(hash(task, first_day, last_day))::varchar, '') as mark
from (
    select task, min(day) as first_day, max(day) as last_day
    from usage_lessons
    where is_split
    group by task
    having max(day) - min(day) > 2
)
