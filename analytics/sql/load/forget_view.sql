-- statement: Forget a view of the Explore page.
-- parameters: $name
delete from explore_views where name = $name;
