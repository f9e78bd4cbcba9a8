"""How far a round has come, as the region sees it: stages and dates, never a word of a draft."""
