-- question: What was done to the quotes, in order?
-- parameters: $number or null for all
-- columns: entry, number, revision, done_at (UTC), action, who, reason, second_person, document_hash, chain
select entry, number, revision, done_at, action, who, reason, second_person, document_hash, chain
from quote_trail
where $number::varchar is null or number = $number
order by entry
