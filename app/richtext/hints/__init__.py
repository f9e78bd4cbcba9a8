"""Hints about how an answer reads: pure functions that suggest and never decide."""
