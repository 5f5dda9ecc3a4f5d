-- statement: Keep what a customer signed with.
-- parameters: $number, $revision, $signed_at (UTC), $name, $role, $signature (JSON)
insert into quote_signatures values ($number, $revision, $signed_at, $name, $role, $signature);
