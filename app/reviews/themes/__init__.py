"""What the rounds of one framework came to from year to year: counts of submitted reviews alone."""
