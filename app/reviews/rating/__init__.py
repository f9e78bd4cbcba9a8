"""What one reviewer writes of what they read: how well evidenced it is, feedback, and the review submitted whole."""
