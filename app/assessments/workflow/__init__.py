"""Workflow: events, and the state that follows from them."""
