"""Registers: tables of typed rows, kept row by row."""
