"""Every router of assessments."""

from app.assessments.budgets.routes import router as budgets
from app.assessments.citing.routes import router as citing
from app.assessments.citing.routes import whole_router as moving
from app.assessments.commenting_routes import router as commenting
from app.assessments.coverage.routes import router as coverage
from app.assessments.deciding_routes import router as deciding
from app.assessments.figured.routes import prompt_router as choosing
from app.assessments.figured.routes import router as figured
from app.assessments.figured.routes import whole_router as renewing
from app.assessments.finding.routes import router as finding
from app.assessments.freezing.routes import router as freezing
from app.assessments.history.routes import router as history
from app.assessments.opening_routes import router as opening
from app.assessments.overview_routes import router as overview
from app.assessments.people_routes import router as people
from app.assessments.recovered_routes import router as rescued
from app.assessments.registers.protocol import router as cells
from app.assessments.registers.routes import router as registers
from app.assessments.suggesting.protocol import router as drafting
from app.assessments.suggesting.routes import router as suggesting
from app.assessments.writing.following import router as following
from app.assessments.writing.protocol import router as protocol
from app.assessments.writing.routes import router as writing

prompts = (protocol, following, writing)  # what people read and save all day
routers = (
    opening, overview, people, budgets, finding, rescued, drafting, suggesting, cells, registers, deciding,
    commenting, freezing, citing, moving, coverage, figured, choosing, renewing, history,
)
