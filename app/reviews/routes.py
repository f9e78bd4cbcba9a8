"""Every router of reviews."""

from app.reviews.annotations.answering_routes import router as answering
from app.reviews.annotations.routes import router as annotations
from app.reviews.pairing.routes import router as pairing
from app.reviews.progress.routes import router as progress
from app.reviews.reading.routes import router as reading
from app.reviews.releases.routes import router as releases
from app.reviews.rounds.routes import router as rounds

routers = (rounds, pairing, progress, reading, releases, answering, annotations)
