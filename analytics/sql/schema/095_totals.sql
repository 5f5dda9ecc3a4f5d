-- The days of each room over all kinds: the cost of a room needs nothing else, and ten million files of a year have 200,000 of these
-- lines where they have 900,000 of usage_room_days. Apps and rooms are numbers of usage_names. (Users have few kinds, and none such.)
create table usage_room_totals (import_no integer, day date, app integer, room integer, billable boolean, videos bigint, ms bigint);
