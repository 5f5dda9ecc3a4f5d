-- statement: Take the lines of a bill out.
-- parameters: $digest
delete from bill_lines where digest = $digest;
