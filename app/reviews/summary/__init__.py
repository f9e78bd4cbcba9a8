"""What a whole round came to, section by section, as the region sums it up at its close."""
