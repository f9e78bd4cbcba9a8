"""Peer challenge: rounds, who reviews whom, and what is released for review."""
