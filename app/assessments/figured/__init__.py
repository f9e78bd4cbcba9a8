"""The figures that answers show: where each measure is told of, and what is newer than it stands there."""
