"""What authorities release for review, to whom it is assigned, and what reviewers read."""
