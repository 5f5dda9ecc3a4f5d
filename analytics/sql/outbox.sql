-- question: Which messages wait or were sent, the newest first?
-- parameters: $most
-- columns: id, channel, what ('alerts' or 'report'), subject (its day, or its month's first), digest, message (JSON),
--   standing ('waiting', 'sent' or 'replaced' by a newer digest), tries, problem ("" for none), made_at, sent_at (UTC, null)
select id, channel, what, subject, digest, message::varchar as message, standing, tries, problem, made_at, sent_at
from outbox
order by id desc
limit $most
