-- question: Which links lead to a revision of a quote, or which has this hash, the newest first?
-- parameters: $digest (SHA-256 of the token, in hexadecimal, or null for all), $number, $revision (or null for all)
-- columns: token, number, revision, made_at (UTC), made_by, views, last_view (UTC, null), withdrawn_at (UTC, null)
select token, number, revision, made_at, made_by, views, last_view, withdrawn_at
from quote_links
where ($digest::varchar is null or sha256(token) = $digest)
    and ($number::varchar is null or number = $number)
    and ($revision::integer is null or revision = $revision)
order by made_at desc
