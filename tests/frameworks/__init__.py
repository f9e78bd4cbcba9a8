"""Tests of frameworks and judgement scales."""
