"""The evidence library of an authority."""
