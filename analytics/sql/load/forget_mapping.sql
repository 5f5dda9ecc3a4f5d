-- statement: Forget the mapping of a header.
-- parameters: $header_key
delete from mappings where header_key = $header_key;
