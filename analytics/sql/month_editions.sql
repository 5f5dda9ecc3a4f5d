-- question: Of which state is each calendar month that has recordings?
-- parameters: none
-- columns: month (its first day), edition (text: the imports with recordings on its days or two days before or after, for in another zone
--   they may be of this month, each with the commit that changed it last)
with days as (
    select import_no, day from usage_days
    union
    select import_no, coalesce(started_at, stopped_at)::date from all_recording_rows
    where coalesce(started_at, stopped_at) is not null
),

months as (
    select distinct import_no, date_trunc('month', unnest([day - 2, day + 2]))::date as month
    from days
)

select
    m.month,
    string_agg(m.import_no::varchar || ':' || coalesce(e.edition, 0)::varchar, ' ' order by m.import_no) as edition
from months as m
left join import_editions as e on m.import_no = e.import_no
group by m.month
order by m.month
