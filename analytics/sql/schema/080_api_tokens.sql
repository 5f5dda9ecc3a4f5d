-- Tokens of programs. The token itself is shown once and kept nowhere: `digest` is its SHA-256, which is enough for 256 random bits.
create table api_tokens (name varchar, role varchar, digest varchar, made_at timestamp);
