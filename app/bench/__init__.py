"""Measuring pages, saves and documents on this machine, each against a plain reference in the same run."""
