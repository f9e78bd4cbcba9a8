"""A PDF of what changed between two versions of an answer."""
