"""Who reviews whom is arranged: allocated, locked, changed by hand, published; reviews that are begun are kept."""
