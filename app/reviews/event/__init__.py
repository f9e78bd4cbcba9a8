"""The challenge event: lines of enquiry in order, with the notes and actions that both sides take as they talk."""
