"""What the kinds of packs are called."""

from app.publishing.packs.challenge import TITLES

FEEDBACK, ROUND = "feedback", "round"
NAMES = {**TITLES, FEEDBACK: "Feedback report", ROUND: "Round report"}
