"""Measures and figures from CSV and Excel files: which column is what, preview, then all of it or nothing."""
