"""Reviewers who come in as guests: invited by the reviewing authority for one review."""
