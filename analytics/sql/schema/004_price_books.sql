-- Price books that were saved in the app, and shipped ones that a result was pinned to. A row never changes: a new
-- price is a new version, so that what was worked out under an old one can be worked out again.
create table price_books (id varchar, version varchar, toml varchar, is_shipped boolean, saved_at timestamp);
