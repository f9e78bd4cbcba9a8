"""Settings of one installation, read from the environment only."""

from functools import cached_property
from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Everything that may differ between two installations; each default is safe in public.

    `database_url` and `data_dir` say where things are kept. Sizes are in bytes, times in seconds.
    """

    model_config = SettingsConfigDict(env_prefix="CANDOUR_", extra="ignore")

    data_dir: Path = ROOT / "var"
    database_url: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    secure_cookies: bool = True
    max_body_size: int = 30 * 1024 * 1024
    session_seconds: int = 12 * 3600
    reset_link_seconds: int = 24 * 3600
    sign_in_attempts: int = 10
    sign_in_window_seconds: int = 900
    render_workers: int = 2
    render_timeout_seconds: int = 120

    @cached_property
    def database(self) -> str:
        """The SQLAlchemy URL: the one given, else an SQLite file inside `data_dir`."""
        return self.database_url or f"sqlite:///{self.data_dir / 'candour.sqlite3'}"
