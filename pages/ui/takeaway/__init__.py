"""What a page says, to be taken away: a record of it as it is made, and the record as one HTML file."""
