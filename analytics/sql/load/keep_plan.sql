-- statement: Keep a plan under its name.
-- parameters: $name, $toml, $now (UTC)
delete from plans where name = $name;
insert into plans values ($name, $toml, $now);
