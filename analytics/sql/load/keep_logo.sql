-- statement: Keep a logo by the hash of its bytes.
-- parameters: $hash, $content
insert into quote_logos select $hash, $content where not exists (select 1 from quote_logos where hash = $hash);
