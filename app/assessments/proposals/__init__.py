"""Proposals: somebody's version of a text, as differences that are decided about one by one."""
