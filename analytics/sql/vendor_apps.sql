-- question: Which apps are known, by what was imported or synced?
-- parameters: none
-- columns: app
select distinct app
from (
    select app from usage_days where import_no not in (select import_no from imports where is_sample)
    union all
    select app from all_recording_rows where import_no not in (select import_no from imports where is_sample)
    union all
    select app from vendor_usage
    union all
    select app from vendor_days
)
where app <> ''
order by app
