"""The base that every feature stands on."""
