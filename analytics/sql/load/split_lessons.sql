-- statement: Mark the lessons that have lines of several imports, days, rooms or reasons.
-- parameters: $imports list of import numbers whose lines came
update usage_lessons
set is_split = true
where not is_split and task in (
    select task
    from usage_lessons
    where task in (select task from usage_lessons where import_no in (select unnest($imports)))
    group by task
    having count(*) > 1
);
