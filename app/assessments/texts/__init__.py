"""Texts: steps in, documents out, nothing lost."""
