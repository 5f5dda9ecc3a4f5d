"""The price book page: read, edit as rows, compare, save as a new version, take away and bring."""
