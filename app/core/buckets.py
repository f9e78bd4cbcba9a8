"""Files by content in a bucket of an S3-compatible store, reached by obstore.

Where the store is and who asks comes from the environment variables that S3 clients share, such as AWS_ENDPOINT_URL
and AWS_ACCESS_KEY_ID. An object appears whole or not at all, as S3 promises.
"""

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from app.core.errors import NotFound
from app.core.files import CHUNK, MISSING, NOT_KEPT, NOT_READ, FileStore, StoreAway, Stream

if TYPE_CHECKING:
    from obstore.store import ClientConfig

PATIENCE = timedelta(seconds=20)
CLIENT: "ClientConfig" = {"connect_timeout": "5s", "timeout": "60s", "allow_http": True}  # as the address says


@contextmanager
def _told(sentence: str) -> Iterator[None]:
    """What goes wrong with the store, in a sentence."""
    try:
        yield
    except FileNotFoundError as missing:
        raise NotFound(MISSING) from missing
    except (BaseError, OSError) as error:
        raise StoreAway(sentence) from error


class BucketStore(FileStore):
    """A bucket, or what stands under a prefix in it: `s3://bucket/prefix`."""

    def __init__(self, address: str) -> None:
        self.store = S3Store.from_url(
            address, client_options=CLIENT, retry_config={"max_retries": 3, "retry_timeout": PATIENCE}
        )

    @staticmethod
    def _key(sha256: str) -> str:
        return f"{sha256[:2]}/{sha256}"

    def put(self, data: bytes) -> str:
        """Keep the bytes and give their SHA-256; in the bucket before this returns. StoreAway where they cannot be."""
        digest = hashlib.sha256(data).hexdigest()
        with _told(NOT_KEPT):
            if not self._there(digest):
                obstore.put(self.store, self._key(digest), data, use_multipart=False)
        return digest

    def has(self, sha256: str) -> bool:
        """Whether a file with this digest is here."""
        with _told(NOT_READ):
            return self._there(sha256)

    def _there(self, sha256: str) -> bool:
        try:
            obstore.head(self.store, self._key(sha256))
        except FileNotFoundError:
            return False
        return True

    def get(self, sha256: str) -> bytes | None:
        """The bytes with this digest, or None."""
        try:
            with _told(NOT_READ):
                return bytes(obstore.get(self.store, self._key(sha256)).bytes())
        except NotFound:
            return None

    def stream(self, sha256: str) -> Stream:
        """The file with this digest, without having all of it in memory; NotFound where there is none."""
        with _told(NOT_READ):
            found = obstore.get(self.store, self._key(sha256))
            return Stream(found.meta["size"], map(bytes, found.stream(min_chunk_size=CHUNK)))

    @contextmanager
    def on_disk(self, sha256: str) -> Iterator[Path]:
        """The file in a temporary place of this machine, to be read only, as long as the context lasts."""
        with tempfile.NamedTemporaryFile(prefix="candour-") as copy:
            with _told(NOT_READ):
                for chunk in self.stream(sha256).chunks:
                    copy.write(chunk)
            copy.flush()
            yield Path(copy.name)


def open_files(address: str, folder: Path) -> FileStore:
    """The store of files at an address such as `s3://bucket/prefix`, or in the folder where there is none."""
    return BucketStore(address) if address else FileStore(folder)
