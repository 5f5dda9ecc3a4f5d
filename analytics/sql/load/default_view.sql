-- statement: Let the Explore page open with this view; with null, as it is without one.
-- parameters: $name or null
update explore_views set is_default = coalesce(name = $name, false) where is_default or name = $name;
