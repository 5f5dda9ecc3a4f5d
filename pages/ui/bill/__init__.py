"""One plan's bill in full: every line, cash and use, who paid for which minute, and its receipts."""
