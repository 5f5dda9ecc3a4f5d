-- question: Through which day is there what was synced of each app, how many days before it are missing, and which is the last
--   that was ever asked for?
-- parameters: none
-- columns: app ("" for the account), what, first_day, through_day (null where all was undone), missing_days, last_day,
--   synced_at (UTC)
with days as (
    select
        app, what, day, max(synced_at) as synced_at,
        bool_or(import_id = '' or import_id in (select import_id from imports)) as is_there
    from vendor_days
    group by app, what, day
)

select
    app, what,
    min(day) filter (is_there) as first_day,
    max(day) filter (is_there) as through_day,
    coalesce(
        max(day) filter (is_there) - min(day) filter (is_there) + 1 - count(*) filter (is_there), 0
    )::bigint as missing_days,
    max(day) as last_day,
    max(synced_at) as synced_at
from days
group by app, what
order by app, what
