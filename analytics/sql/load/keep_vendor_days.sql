-- statement: Keep that these days of an app were fetched whole.
-- parameters: $app, $what, $first, $last, $import_id, $now
delete from vendor_days where app = $app and what = $what and day between $first and $last;
insert into vendor_days
select $app, $what, unnest(range($first::date, $last::date + 1, interval 1 day))::date, $import_id, $now;
