"""Measures of children's services and what they show, authority by authority."""
