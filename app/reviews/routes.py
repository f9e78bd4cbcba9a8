"""Every router of reviews."""

from app.reviews.pairing.routes import router as pairing
from app.reviews.progress.routes import router as progress
from app.reviews.releases.reading_routes import router as reading
from app.reviews.releases.routes import router as releases
from app.reviews.rounds.routes import router as rounds

routers = (rounds, pairing, progress, reading, releases)
