-- statement: Let go of the part that was filled.
-- parameters: none
detach part_in_the_making
