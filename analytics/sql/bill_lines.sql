-- question: Which lines of the vendor's bills did people keep?
-- parameters: none
-- columns: digest, file, loaded_at (UTC), since, until (excluded), deducted_ms, used_ms (each null where not told), amount, currency
select digest, file, loaded_at, since, until, deducted_ms, used_ms, amount, currency
from bill_lines
order by loaded_at, file, digest, since, until, amount
