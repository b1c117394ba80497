"""A sweep: the same program run with each of some values of a constant, several times, and what that says."""
