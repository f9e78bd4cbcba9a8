"""Freezing the whole, and signing what is frozen."""
