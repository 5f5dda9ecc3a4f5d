-- Which import's row of a video counts where a person decided; it goes with that import.
create table choices (video_id varchar, import_no integer, chosen_at timestamp);

-- The vendor's own lines may come again: the same value is a duplicate, another value takes the place of the older.
alter table vendor_usage add column standing standing;
update vendor_usage set standing = 'counted';

create view vendor_lines as
select import_no, day, app, room, sub_product, value from vendor_usage where standing = 'counted';
