-- What people know of days: `since` to `until` (excluded), by whom, about all recordings or about one value of a field.
create table notes (id integer, since date, until date, text varchar, who varchar, field varchar, value varchar, made_at timestamp);
