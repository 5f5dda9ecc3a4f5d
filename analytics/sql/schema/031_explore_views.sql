-- What people look at on the Explore page, kept under a name for the whole team. `link` is the query of a link to it.
create table explore_views (name varchar, link varchar, is_default boolean, saved_at timestamp);
