"""A fuzzer over everything that can be imported: damaged files, each of which must end in a receipt that adds up."""
