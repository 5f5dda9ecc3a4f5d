-- statement: Keep a view of the Explore page under its name, in place of an earlier one.
-- parameters: $name, $link, $is_default, $now (UTC)
delete from explore_views where name = $name;
insert into explore_views values ($name, $link, $is_default, $now);
