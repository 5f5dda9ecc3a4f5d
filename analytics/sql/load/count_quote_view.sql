-- statement: Count a view of a shared quote.
-- parameters: $token, $now (UTC)
update quote_links set views = views + 1, last_view = $now where token = $token;
