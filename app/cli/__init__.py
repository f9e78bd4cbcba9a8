"""The commands of `./candour`, one module each."""
