-- question: What did customers sign with?
-- parameters: $number or null for all, $revision or null for all
-- columns: number, revision, signed_at (UTC), name, role, signature (JSON)
select number, revision, signed_at, name, role, signature
from quote_signatures
where ($number::varchar is null or number = $number) and ($revision::integer is null or revision = $revision)
order by signed_at desc
