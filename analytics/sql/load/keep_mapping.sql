-- statement: Keep a mapping of columns under its header.
-- parameters: $header_key, $header, $mapping (JSON), $now (UTC), $person
delete from mappings where header_key = $header_key;
insert into mappings values ($header_key, $header, $mapping, $now, $person);
