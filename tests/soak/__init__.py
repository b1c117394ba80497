"""Long trials with many accidents to a run: `python -m tests.soak --help`. What they found is in docs/RELIABILITY.md."""
