"""Who challenges and who moderates whom, as plain values: no database."""
