-- statement: Keep what became of a message that was tried.
-- parameters: $id, $standing 'sent' or 'waiting', $problem, $now (UTC)
update outbox
set
    standing = $standing, tries = tries + 1, problem = $problem,
    sent_at = if($standing = 'sent', $now::timestamp, null)
where id = $id;
