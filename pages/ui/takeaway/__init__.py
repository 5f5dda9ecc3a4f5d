"""Export of a page: a record of it as it is made, and the record as one HTML file."""
