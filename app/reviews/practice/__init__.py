"""Good practice: a passage that an authority offers to its region, which accepts it for every authority to read; what a
reviewer offered and the authority lets the region share; and what an authority asks of the others."""
