"""Candour: honest, evidence-linked self-assessments for children's services."""
