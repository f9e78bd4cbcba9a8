"""Bringing written self-assessments in: a source file is read, taken apart, placed, and accounted for."""
