-- statement: Keep what a change was.
-- parameters: $number, $changed_at timestamp in UTC, $person, $roles, $action, $thing, $version, $before, $after, $chain
insert into audit_log values ($number, $changed_at, $person, $roles, $action, $thing, $version, $before, $after, $chain)
