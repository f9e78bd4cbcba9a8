"""Data packs: an authority's figures for a year beside those of others, as data that can be frozen and handed out."""
