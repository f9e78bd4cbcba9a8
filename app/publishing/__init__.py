"""Editions on paper: one frozen content in, one accessible PDF out."""
