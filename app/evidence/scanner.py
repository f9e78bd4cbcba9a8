"""Asking ClamAV about a file, by its INSTREAM command (clamd(8)) over TCP or a Unix socket."""

import re
import socket
import struct
from dataclasses import dataclass

from app.evidence.errors import FileRefused, Infected

PIECE = 64 * 1024  # bytes sent at a time
LONGEST_ANSWER = 4_096
SECONDS = 20.0
AWAY = "The virus scanner cannot be reached, so the file was not kept. Try again later, or tell your administrator."
UNSURE = "The virus scanner could not check the file, so it was not kept. Tell your administrator."
TOO_LONG = "The file is larger than the virus scanner takes, so it was not kept. Tell your administrator."


@dataclass(frozen=True)
class Scanner:
    """A clamd at `address`: `host:port`, or the path of a Unix socket."""

    address: str
    seconds: float = SECONDS

    def check(self, data: bytes) -> None:
        """Nothing where clamd finds nothing; Infected where it does, FileRefused where it did not say so."""
        try:
            answer = self._ask(data)
        except (OSError, ValueError) as error:
            raise FileRefused(AWAY) from error
        if answer == "stream: OK":
            return
        if found := re.fullmatch(r"stream: (.+) FOUND", answer):
            raise Infected(found[1])
        raise FileRefused(TOO_LONG if "size limit" in answer else UNSURE)

    def _ask(self, data: bytes) -> str:
        with self._connected() as line:
            try:
                line.sendall(b"zINSTREAM\0")
                for start in range(0, len(data), PIECE):
                    piece = data[start : start + PIECE]
                    line.sendall(struct.pack(">I", len(piece)) + piece)
                line.sendall(struct.pack(">I", 0))
            except (BrokenPipeError, ConnectionResetError):
                pass  # it answers before the end where the file is larger than it takes
            return self._answer(line)

    def _answer(self, line: socket.socket) -> str:
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
            more = line.recv(LONGEST_ANSWER)
            if not more:
                break
            answer += more
        return answer.rstrip(b"\0\n").decode("utf-8", "replace")

    def _connected(self) -> socket.socket:
        if self.address.startswith("/"):
            line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            line.settimeout(self.seconds)
            line.connect(self.address)
            return line
        host, _, port = self.address.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), timeout=self.seconds)
