"""An OpenStack Swift of the tests' own, which speaks S3 through its s3api: Debian's packages, in a temporary folder."""

import getpass
import http.client
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import obstore
from obstore.store import S3Store

from tests.served import free_port

USER, SECRET, BUCKET = "test:tester", "testing", "candour"
KINDS = ("account", "container", "object")
MISSING = "Swift is not on this machine: apt-get install swift-proxy swift-account swift-container swift-object"

STORAGE = """[DEFAULT]
bind_ip = 127.0.0.1
bind_port = {port}
user = {user}
workers = 0
devices = {folder}/devices
swift_dir = {folder}
mount_check = false
[pipeline:main]
pipeline = {kind}-server
[app:{kind}-server]
use = egg:swift#{kind}
"""
PROXY = """[DEFAULT]
bind_ip = 127.0.0.1
bind_port = {port}
user = {user}
workers = 0
swift_dir = {folder}
[pipeline:main]
pipeline = catch_errors gatekeeper cache listing_formats s3api tempauth bulk slo proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = {secret} .admin
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:9
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:s3api]
use = egg:swift#s3api
[filter:bulk]
use = egg:swift#bulk
[filter:slo]
use = egg:swift#slo
"""


def installed() -> bool:
    """Whether Swift's four servers and a configuration that they can read are here."""
    programs = all(Path(f"/usr/bin/swift-{kind}-server").exists() for kind in (*KINDS, "proxy"))
    return programs and os.access("/etc/swift/swift.conf", os.R_OK)


@dataclass
class Swift:
    """A running Swift with one empty bucket; `environment` is what a program needs to use it."""

    folder: Path
    port: int
    proxy: "subprocess.Popen[bytes]"

    @property
    def environment(self) -> dict[str, str]:
        """Where it is and who asks, as S3 clients read it."""
        return {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.port}", "AWS_ACCESS_KEY_ID": USER,
                "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_REGION": "us-east-1"}

    def store(self) -> S3Store:
        """The bucket as the tests look at it, past the application."""
        return S3Store(BUCKET, endpoint=self.environment["AWS_ENDPOINT_URL"], access_key_id=USER, region="us-east-1",
                       secret_access_key=SECRET, client_options={"allow_http": True})

    def stop(self) -> None:
        """Nobody answers at its address any more."""
        self.proxy.kill()
        self.proxy.wait()


@contextmanager
def server() -> Iterator[Swift]:
    """A Swift of one device on this machine, as long as the context lasts."""
    with tempfile.TemporaryDirectory(prefix="candour-swift-") as name, ExitStack() as stack:
        folder = Path(name)
        (folder / "devices" / "d1").mkdir(parents=True)
        for kind in KINDS:
            port = free_port()
            _ring(folder, kind, port)
            _start(stack, folder, kind, STORAGE, port)
        port = free_port()
        swift = Swift(folder, port, _start(stack, folder, "proxy", PROXY, port))
        _make_bucket(swift)
        yield swift


def _ring(folder: Path, kind: str, port: int) -> None:
    builder = ["/usr/bin/swift-ring-builder", f"{folder}/{kind}.builder"]
    device = ["--region", "1", "--zone", "1", "--ip", "127.0.0.1", "--port", str(port), "--device", "d1"]
    for words in (["create", "4", "1", "1"], ["add", *device, "--weight", "1"], ["rebalance"]):
        subprocess.run([*builder, *words], check=True, stdout=subprocess.DEVNULL)


def _start(stack: ExitStack, folder: Path, kind: str, text: str, port: int) -> "subprocess.Popen[bytes]":
    conf = folder / f"{kind}-server.conf"
    conf.write_text(text.format(port=port, folder=folder, kind=kind, user=getpass.getuser(), secret=SECRET))
    log = stack.enter_context((folder / f"{kind}.log").open("wb"))
    running = subprocess.Popen([f"/usr/bin/swift-{kind}-server", str(conf)], stdout=log, stderr=log)
    stack.callback(running.wait)
    stack.callback(running.kill)
    return running


def _make_bucket(swift: Swift) -> None:
    """Until it answers; S3 makes a bucket by a PUT of its bare name."""
    address = urlsplit(obstore.sign(swift.store(), "PUT", "", timedelta(minutes=5)))
    for _ in range(150):
        line = http.client.HTTPConnection("127.0.0.1", swift.port, timeout=30)
        try:
            line.request("PUT", f"{address.path}?{address.query}")
            answer = line.getresponse()
            told = answer.read()
            if answer.status == 200:
                return
            assert answer.status >= 500, told
        except OSError:
            assert swift.proxy.poll() is None, (swift.folder / "proxy.log").read_text()
        finally:
            line.close()
        time.sleep(0.2)
    raise AssertionError("Swift did not start")
