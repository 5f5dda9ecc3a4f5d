-- statement: Put a message into the outbox; a digest that still waits for the same channel is replaced by it.
-- parameters: $channel, $what, $subject, $digest, $message (JSON), $now (UTC)
update outbox
set standing = 'replaced'
where channel = $channel and what = $what and standing = 'waiting' and what = 'alerts';

insert into outbox
select coalesce(max(id), 0) + 1, $channel, $what, $subject, $digest, $message, 'waiting', 0, '', $now, null
from outbox;
