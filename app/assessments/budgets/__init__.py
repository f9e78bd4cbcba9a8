"""How many words the whole, a section or a prompt is to have: a guide for writers, never a limit."""
