"""Frameworks and judgement scales as versioned data."""
