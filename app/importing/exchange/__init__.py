"""Answers as Word files for partners without an account, and their way back as proposals."""
