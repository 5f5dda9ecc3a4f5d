-- statement: Begin a new database beside this one.
-- parameters: $path
attach $path as copy_in_the_making
