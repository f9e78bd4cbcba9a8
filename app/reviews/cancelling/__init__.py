"""An invitation to a round is withdrawn before anything of value hangs on it."""
