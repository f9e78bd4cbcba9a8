"""Putting what was read from a file into assessments: previewed, compared, never overwritten unasked."""
