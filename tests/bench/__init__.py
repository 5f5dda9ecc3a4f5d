"""`python -m tests.bench`: how fast pages answer, as ratios within one run; needs what the tests need, and Linux."""
