-- statement: Keep a line of a bill.
-- parameters: one for each column of bill_lines
insert into bill_lines values ($digest, $file, $loaded_at, $since, $until, $deducted_ms, $used_ms, $amount, $currency);
