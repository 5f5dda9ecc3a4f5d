-- question: In which lakes do rows of imports lie?
-- parameters: none
-- columns: lake (a folder, or the address of object storage)
select distinct lake
from lake_batches
order by lake
