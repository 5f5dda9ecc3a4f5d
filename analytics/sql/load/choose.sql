-- statement: Keep which import's row counts for these videos, instead of an earlier choice; without $import_no, no choice.
-- parameters: $videos list of ids, $import_no, $now (UTC)
-- leaves: temp table twins (h)
delete from choices where video_id in (select unnest($videos::varchar[]));
insert into choices
select unnest($videos::varchar[]), $import_no, $now
where $import_no is not null;
create or replace temp table twins as select distinct hash(unnest($videos::varchar[])) as h;
