"""Which statements rest on which kinds of evidence, how strongly, and where there is none."""
