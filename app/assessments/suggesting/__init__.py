"""Suggesting: writing a proposal beside a text, and deciding about what others proposed."""
