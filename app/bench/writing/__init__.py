"""Writing under measurement: a save, the eyes of others, eight at once, long histories, and what they take up."""
