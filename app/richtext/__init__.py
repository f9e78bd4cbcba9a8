"""The rich-text document: its schema, its steps, its one rendering, its plain form and its comparison."""
