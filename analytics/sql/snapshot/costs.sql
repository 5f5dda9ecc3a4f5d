-- question: What has each day, app, room and kind cost in use, to 12 decimals of the currency?
-- parameters: none; `uses` are the rows of cost_of_use by these fields
-- columns: day, month, app, room, kind, files, ms, charged_ms, usage
select
    day::date as day, left(day, 7) as month, app, room, kind, files, ms, charged_ms,
    (((cost + 500000000000) // 1000000000000)::decimal(26, 0) * 0.000000000001::decimal(12, 12))::decimal(38, 12) as usage
from uses
order by 1, 3, 4, 5
