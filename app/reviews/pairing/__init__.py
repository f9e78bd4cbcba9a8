"""The pairs of a round: allocated, locked, changed by hand, published."""
