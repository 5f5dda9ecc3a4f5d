"""What the vendor has not said, and what each open rule is worth on this bill."""
