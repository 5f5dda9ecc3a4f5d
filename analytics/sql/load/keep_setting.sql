-- statement: Keep a setting of the team.
-- parameters: $key, $value
delete from settings where key = $key;
insert into settings values ($key, $value);
