"""An invitation is withdrawn, or a whole round cancelled, before anything of value hangs on it."""
