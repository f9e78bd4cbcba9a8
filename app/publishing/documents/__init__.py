"""Finished documents: made in the background, kept with their digest, recognised again."""
