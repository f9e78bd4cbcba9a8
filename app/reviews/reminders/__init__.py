"""Reminders of what is late in a round: to whom, of what, seen before they leave, at most one a day for each person."""
