"""The history of an answer: who wrote what and when, versions with names, what changed between two of them."""
