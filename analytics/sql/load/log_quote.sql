-- statement: Add an entry to the trail of quotes.
-- parameters: $entry, $number, $revision, $done_at (UTC), $action, $who, $reason, $second_person, $document_hash, $chain
insert into quote_trail values (
    $entry, $number, $revision, $done_at, $action, $who, $reason, $second_person, $document_hash, $chain
);
