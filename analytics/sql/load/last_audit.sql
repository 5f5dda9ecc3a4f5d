-- question: Which was the last change?
-- parameters: none
-- columns: number, chain; no row where there was none
select number, chain from audit_log order by number desc limit 1
