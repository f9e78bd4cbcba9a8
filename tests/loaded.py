"""Everything that a server loads, for a process to have it ready."""

import app.cli.__main__
import app.cli.demo
import app.cli.serve
import app.main

__all__ = ["app"]
