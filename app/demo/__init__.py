"""Demonstration data: two authorities at work, written through the same verbs that people use."""
