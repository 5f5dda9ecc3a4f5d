-- statement: Begin to fill a part of the database that is a database of its own.
-- parameters: $path
attach $path as part_in_the_making
