-- statement: Withdraw the share links to a revision of a quote.
-- parameters: $number, $revision, $now (UTC)
update quote_links set withdrawn_at = $now
where number = $number and revision = $revision and withdrawn_at is null;
