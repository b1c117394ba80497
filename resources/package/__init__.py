"""Poolscope as it is installed: gui, workers and resources lie in this package, so that no other project's names are taken."""
