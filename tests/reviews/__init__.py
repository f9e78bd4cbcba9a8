"""Peer challenge."""
