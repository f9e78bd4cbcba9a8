"""Who runs the rounds of a region, and what was done for it."""
