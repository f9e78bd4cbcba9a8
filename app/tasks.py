"""The kinds of background work, each with the function that does it."""

from app.core.jobs import Task

TASKS: dict[str, Task] = {}
