"""Charts of figures as SVG, each with the sentence that says the same."""
