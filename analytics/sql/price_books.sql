-- question: Which versions of price books are kept in the database, in the order of saving?
-- parameters: none
-- columns: id, version, toml, is_shipped (shipped with the dashboard), saved_at (UTC)
select id, version, toml, is_shipped, saved_at from price_books order by saved_at, rowid
