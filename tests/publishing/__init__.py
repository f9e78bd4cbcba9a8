"""Tests of making PDFs."""
