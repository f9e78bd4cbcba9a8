"""Anchors: what is bound to words of a text follows them wherever they go."""
