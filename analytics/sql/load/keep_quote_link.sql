-- statement: Keep a share link.
-- parameters: $token, $number, $revision, $now (UTC), $who
insert into quote_links values ($token, $number, $revision, $now, $who, 0, null, null);
