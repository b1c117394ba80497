"""The timeline: a frame says what is looked at, tracks say what is to be drawn there, one painter draws it."""
