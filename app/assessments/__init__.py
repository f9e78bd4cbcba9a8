"""Assessments: prompts, responses, registers, workflow and sign-off."""
