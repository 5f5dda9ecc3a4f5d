-- question: What does a revision of a quote say?
-- parameters: $number, $revision or null for the latest
-- columns: number, revision, is_issued, document, inputs ('' where none were kept)
select number, revision, is_issued, document, coalesce(inputs, '') as inputs
from quotes
where number = $number and ($revision::integer is null or revision = $revision)
order by revision desc
limit 1
