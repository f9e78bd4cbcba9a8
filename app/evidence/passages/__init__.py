"""What stands inside the files of the library: read once, found by words and phrases, named by its place."""
