"""Settings of one installation, read from the environment only."""

import re
from functools import cached_property
from pathlib import Path

from pydantic import field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

MEGABYTE = 1024 * 1024
ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Everything that may differ between two installations; each default is safe in public.

    `database_url` and `data_dir` say where things are kept; `files` where evidence files and finished documents are,
    as `s3://bucket/prefix`, if that is not the folder `files` of `data_dir`. Sizes are in bytes, times in seconds.
    `clamav` is where a clamd listens, as `host:port` or the path of its socket; empty where there is none.
    """

    model_config = SettingsConfigDict(env_prefix="CANDOUR_", extra="ignore")

    data_dir: Path = ROOT / "var"
    database_url: str = ""
    files: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    secure_cookies: bool = True
    max_body_size: int = 0
    largest_file: int = 50 * MEGABYTE
    clamav: str = ""
    session_seconds: int = 12 * 3600
    reset_link_seconds: int = 24 * 3600
    sign_in_attempts: int = 10
    sign_in_window_seconds: int = 900
    render_workers: int = 2
    render_timeout_seconds: int = 120

    @field_validator("files")
    @classmethod
    def _names_a_bucket(cls, address: str) -> str:
        if address and not re.fullmatch(r"s3://[a-z0-9][a-z0-9.-]+(/[\w.!*'()/-]*)?", address):
            raise ValueError("write it as s3://bucket or s3://bucket/prefix")
        return address

    @cached_property
    def database(self) -> str:
        """The SQLAlchemy URL: the one given, else an SQLite file inside `data_dir`."""
        return self.database_url or f"sqlite:///{self.data_dir / 'candour.sqlite3'}"

    @cached_property
    def largest_request(self) -> int:
        """The largest request body: as much as is set, else the largest file with a form around it."""
        return self.max_body_size or self.largest_file + 2 * MEGABYTE
