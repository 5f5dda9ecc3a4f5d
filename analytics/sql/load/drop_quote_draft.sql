-- statement: Forget a draft.
-- parameters: $number, $revision
delete from quotes where number = $number and revision = $revision and not is_issued;
