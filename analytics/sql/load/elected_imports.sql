-- statement: In which imports do rows stand otherwise than before the election?
-- parameters: none; reads temp table elected
-- columns: import_no
select distinct import_no
from elected
order by import_no
