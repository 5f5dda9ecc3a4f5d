-- statement: Keep a version of a price book.
-- parameters: $id, $version, $toml, $is_shipped, $now (UTC)
insert into price_books values ($id, $version, $toml, $is_shipped, $now)
