"""The place "Explore": the same program run with each of some values of a constant, and what that says."""
