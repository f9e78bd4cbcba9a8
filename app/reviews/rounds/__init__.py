"""Rounds of peer challenge: opened by a region, with the authorities that it invites."""
