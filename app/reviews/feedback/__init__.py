"""What came of submitted reviews: who may read them, and how the authority answers each point."""
