"""Where evidence is cited, which claims cite none, and which evidence nobody cites."""
