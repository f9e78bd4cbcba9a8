"""The pairs of a round, and the runs that they came of."""
