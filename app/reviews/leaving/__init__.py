"""Somebody is taken off a review, and what they wrote stays theirs."""
