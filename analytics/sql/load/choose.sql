-- statement: Keep which import's row counts for the chosen videos, instead of an earlier choice; without $import_no, no choice.
-- parameters: $import_no or null, $now (UTC); reads temp table chosen
-- leaves: temp table twins (h)
delete from choices where video_id in (select video_id from chosen);
insert into choices
select video_id, $import_no, $now
from chosen
where $import_no is not null;
create or replace temp table twins as select distinct hash(video_id) as h from chosen;
drop table chosen;
