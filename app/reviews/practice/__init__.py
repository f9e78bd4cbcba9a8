"""Good practice: a passage that an authority offers to its region, which accepts it for every authority to read;
and what an authority asks of the others."""
