"""What becomes of words in a crash, offline, or under somebody else's hands: real browsers, every letter counted."""
