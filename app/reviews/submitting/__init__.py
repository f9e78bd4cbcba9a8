"""A review as it is submitted: final and whole, with what was rated, said and noted in one canonical form."""
