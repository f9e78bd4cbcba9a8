"""Guests: one person let in for one thing, by an expiring link and a code sent by e-mail."""
