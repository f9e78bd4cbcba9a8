"""What counts as one word when texts are compared."""

import re

# A run of spaces, a word with its figures, hyphens and apostrophes, or one sign.
WORD = re.compile(r"\s+|[\w£$€%’'-]+|[^\w\s]")
