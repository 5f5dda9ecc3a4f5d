-- statement: Keep a token under a name that no other has.
-- parameters: $name, $role, $digest, $now timestamp in UTC, $sees JSON list
insert into api_tokens values ($name, $role, $digest, $now, $sees)
