"""The record of one run: columns, pure queries on them, figures, and the file."""
