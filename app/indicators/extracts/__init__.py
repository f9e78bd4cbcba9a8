"""Figures taken out for an answer and kept as they were, so that what was agreed stays what it was."""
