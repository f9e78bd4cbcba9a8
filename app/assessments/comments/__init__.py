"""What colleagues say beside an answer: about words of it or about the whole."""
