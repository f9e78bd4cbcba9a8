"""The released revision as its reviewers read it, with whatever they write beside it."""
