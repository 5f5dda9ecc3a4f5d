"""Quotes: what a plan will cost a customer, its life, its files, and how it is verified."""
