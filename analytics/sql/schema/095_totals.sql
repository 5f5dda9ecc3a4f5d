-- The days of each room and each user, over all kinds: the cost of a room or a user needs nothing else, and ten million files of a year
-- have a million of these lines at most where they have two of usage_user_days. Apps, rooms and users are numbers of usage_names.
create table usage_room_totals (import_no integer, day date, app integer, room integer, billable boolean, videos bigint, ms bigint);
create table usage_user_totals (import_no integer, day date, app integer, user integer, billable boolean, videos bigint, ms bigint);
