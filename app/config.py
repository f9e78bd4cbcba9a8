"""Settings of one installation, read from the environment only."""

import re
from functools import cached_property
from pathlib import Path
from typing import ClassVar, Literal

from pydantic import SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

MEGABYTE = 1024 * 1024
ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Everything that may differ between two installations; each default is safe in public.

    `database_url` and `data_dir` say where things are kept; `files` where evidence files and finished documents are,
    as `s3://bucket/prefix`, if that is not the folder `files` of `data_dir`. Sizes are in bytes, times in seconds.
    `clamav` is where a clamd listens, as `host:port` or the path of its socket; empty where there is none.
    `address` is where people open this installation, as letters name it. Mail leaves by the SMTP server `smtp_host`
    in the name of `mail_from`; `smtp_tls` is starttls, implicit, or none for a server on the same machine, and
    `smtp_ca` a file with its certificate authority, if that is not a public one.
    """

    demonstration: ClassVar[bool] = False  # no variable of the environment may turn this on

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
    address: str = ""
    mail_from: str = ""
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_tls: Literal["starttls", "implicit", "none"] = "starttls"
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_ca: str = ""
    guest_link_days: int = 14
    render_workers: int = 2
    render_timeout_seconds: int = 120

    @field_validator("files")
    @classmethod
    def _names_a_bucket(cls, address: str) -> str:
        if address and not re.fullmatch(r"s3://[a-z0-9][a-z0-9.-]+(/[\w.!*'()/-]*)?", address):
            raise ValueError("write it as s3://bucket or s3://bucket/prefix")
        return address

    @field_validator("address")
    @classmethod
    def _names_a_site(cls, address: str) -> str:
        if address and not re.fullmatch(r"https?://[^/\s?#]+/?", address):
            raise ValueError("write it as https://candour.council.example, without a path")
        return address.rstrip("/")

    @field_validator("mail_from")
    @classmethod
    def _names_a_sender(cls, sender: str) -> str:
        if sender and not re.fullmatch(r"[!-?A-~]+@[!-?A-~]+", sender):
            raise ValueError("write an address alone, such as candour@council.example")
        return sender

    @cached_property
    def sends_mail(self) -> bool:
        """Whether letters leave, or in the demonstration are shown."""
        return self.demonstration or bool(self.smtp_host and self.mail_from and self.address)

    @cached_property
    def database(self) -> str:
        """The SQLAlchemy URL: the one given, else an SQLite file inside `data_dir`."""
        return self.database_url or f"sqlite:///{self.data_dir / 'candour.sqlite3'}"

    @cached_property
    def largest_request(self) -> int:
        """The largest request body: as much as is set, else the largest file with a form around it."""
        return self.max_body_size or self.largest_file + 2 * MEGABYTE


class Demonstration(Settings):
    """The settings of the demonstration, which shows its letters on a page instead of sending them."""

    demonstration: ClassVar[bool] = True
