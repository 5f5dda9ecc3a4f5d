-- statement: Keep a note about days.
-- parameters: $since date, $until date (excluded), $text, $who, $field ('' for all recordings), $value, $now (UTC)
insert into notes
select coalesce(max(id), 0) + 1, $since, $until, $text, $who, $field, $value, $now from notes;
