"""Every router of reviews."""

from app.reviews.annotations.answering_routes import router as answering
from app.reviews.annotations.routes import router as annotations
from app.reviews.arranging.routes import router as arranging
from app.reviews.cancelling.routes import router as cancelling
from app.reviews.event.routes import router as event
from app.reviews.feedback.routes import router as feedback
from app.reviews.guests.routes import router as guests
from app.reviews.leaving.routes import router as leaving
from app.reviews.practice.routes import router as practice
from app.reviews.progress.routes import router as progress
from app.reviews.rating.routes import router as rating
from app.reviews.reading.routes import router as reading
from app.reviews.releases.routes import router as releases
from app.reviews.reminders.routes import router as reminders
from app.reviews.rounds.routes import router as rounds
from app.reviews.submitting.routes import router as submitting
from app.reviews.summary.routes import router as summary
from app.reviews.themes.routes import router as themes

routers = (
    rounds, cancelling, arranging, progress, summary, reading, rating, submitting, feedback, event, releases, leaving,
    guests, reminders, practice, answering, annotations, themes,
)
