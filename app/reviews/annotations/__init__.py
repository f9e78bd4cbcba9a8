"""What reviewers note on the released text, where it stands in the text as it is now, and what is answered."""
