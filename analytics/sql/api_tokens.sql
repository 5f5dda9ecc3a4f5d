-- question: Which tokens may programs use?
-- parameters: none
-- columns: name, role, digest, made_at (UTC)
select name, role, digest, made_at from api_tokens order by name
