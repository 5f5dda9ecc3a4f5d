-- statement: Keep a draft in place of an earlier one, or issue it.
-- parameters: $number, $revision, $is_issued, $document, $now (UTC), $inputs
delete from quotes where number = $number and revision = $revision and not is_issued;
insert into quotes values ($number, $revision, $is_issued, $document, $now, $inputs);
