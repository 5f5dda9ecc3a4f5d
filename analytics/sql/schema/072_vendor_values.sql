-- The vendor's values as it gave them, to 18 decimals: of six a third of a minute was no whole number of ms any more.
alter table vendor_usage alter column value type decimal(38, 18);

create or replace view vendor_lines as
select import_no, day, app, room, sub_product, value from vendor_usage where standing = 'counted';
