"""Finding words across a section or the whole, and replacing them in many texts at once."""
