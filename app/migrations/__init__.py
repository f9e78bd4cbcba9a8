"""The database's shape, step by step: numbered changes that never look at the models."""
