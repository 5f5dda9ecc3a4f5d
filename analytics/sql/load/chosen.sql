-- statement: For how many videos can a row of the import be chosen?
-- parameters: none; reads temp table chosen
select count(*)::bigint as videos from chosen
