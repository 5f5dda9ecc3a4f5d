-- statement: Append the vendor's own daily usage; a line that cannot be read is set aside as refused.
-- parameters: $import_no, $path, $columns {name: 'VARCHAR'}, $app where a line names none,
--   $prefix before a place, $earliest and $latest between which the vendor can have metered
-- Names of columns are the same in capitals: what is worked out of "Value" must not be called value.
create or replace temp table usage_lines as
select
    *,
    row_number() over () as row_no,
    if(regexp_full_match("Time", '\d{4}-\d\d-\d\d.*'), try_cast(left("Time", 10) as date), null) as usage_day,
    if(regexp_full_match("Value", '[0-9]+(\.[0-9]+)?'), try_cast("Value" as decimal(38, 18)), null) as amount
from read_csv(
    $path, columns = $columns, delim = ',', skip = 1, parallel = false,
    auto_detect = false, header = false, quote = '"', escape = '"'
);

insert into vendor_usage
select
    $import_no, $prefix || "place", usage_day,
    case when rules.main.missing("SdkAppId") then $app else "SdkAppId" end,
    coalesce("RoomId", ''), coalesce("SubProduct", ''), amount, 'counted'
from usage_lines
where usage_day >= $earliest::date and usage_day < $latest::date + 1 and amount is not null
order by row_no;

insert into refused_rows
select
    $import_no, $prefix || "place", row_no,
    json_object(
        'Time', "Time", 'SdkAppId', "SdkAppId", 'RoomId', "RoomId", 'SubProduct', "SubProduct", 'Value', "Value"
    ),
    [
        case
            when usage_day is null then 'Time|not_a_usage'
            when amount is null then 'Value|not_a_usage'
            else 'Time|far_usage'
        end
    ]
from usage_lines
where not coalesce(usage_day >= $earliest::date and usage_day < $latest::date + 1 and amount is not null, false);
