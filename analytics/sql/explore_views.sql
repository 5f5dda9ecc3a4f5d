-- question: Which views of the Explore page has the team kept?
-- parameters: none
-- columns: name, link (its query), is_default, saved_at (UTC)
select name, link, is_default, saved_at from explore_views order by lower(name), name
