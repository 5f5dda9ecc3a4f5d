-- question: Which tokens may programs use?
-- parameters: none
-- columns: name, role, digest, made_at (UTC), sees (JSON list of FIELD=VALUE)
select name, role, digest, made_at, sees from api_tokens order by name
