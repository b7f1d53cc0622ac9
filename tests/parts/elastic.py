"""A real Elasticsearch from Maven Central's test archive: single node, loopback, core features only."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .process import PARTS, PartMissing, Server, free_port, other_user, own, parts_folder

VERSION = "8.19.3"
ARTIFACT = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip"
HOME = PARTS / f"elasticsearch-{VERSION}"


def fetch() -> Path:
    """The unpacked archive, fetched on first use. Raises PartMissing naming what to install."""
    if (HOME / "bin/elasticsearch").exists():
        return HOME
    for tool, package in (("mvn", "maven"), ("java", "openjdk-17-jdk-headless")):
        if not shutil.which(tool):
            raise PartMissing(f"Elasticsearch needs {tool}: apt-get install {package}")
    parts_folder().chmod(0o755)
    with tempfile.TemporaryDirectory(dir=PARTS) as folder:
        got = subprocess.run(
            ["mvn", "-q", "-B", "dependency:copy", f"-Dartifact={ARTIFACT}", f"-DoutputDirectory={folder}"],
            capture_output=True,
            text=True,
            timeout=900,
        )
        archives = list(Path(folder).glob("*.zip"))
        if got.returncode or not archives:
            raise PartMissing(
                f"mvn dependency:copy -Dartifact={ARTIFACT} failed:\n{got.stdout[-1500:]}{got.stderr[-500:]}"
            )
        with zipfile.ZipFile(archives[0]) as z:
            z.extractall(folder)
        unpacked = Path(folder) / HOME.name
        for script in (unpacked / "bin").iterdir():
            script.chmod(0o755)
        for path in unpacked.rglob("*"):
            path.chmod(path.stat().st_mode | (0o755 if path.is_dir() else 0o444))
        unpacked.chmod(0o755)
        unpacked.rename(HOME)
    return HOME


def _green(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/_cluster/health", timeout=2) as answer:
            return json.load(answer)["status"] in ("green", "yellow")
    except OSError:
        return False


@contextmanager
def running(port: int | None = None, heap: str = "1g") -> Iterator[str]:
    """Start one with an empty data folder; yields its address; ends it and removes the folder."""
    home, user = fetch(), other_user()
    port = port or free_port()
    folder = Path(tempfile.mkdtemp(prefix="es-", dir=PARTS))
    folder.chmod(0o755)
    config = folder / "config"
    shutil.copytree(home / "config", config)
    (config / "elasticsearch.yml").write_text(
        "\n".join(
            (
                "discovery.type: single-node",
                "xpack.security.enabled: false",
                "network.host: 127.0.0.1",
                f"http.port: {port}",
                f"transport.port: {free_port()}",
                f"path.data: {folder}/data",
                f"path.logs: {folder}/logs",
                "cluster.routing.allocation.disk.threshold_enabled: false",
                "ingest.geoip.downloader.enabled: false" if (home / "modules/ingest-geoip").exists() else "",
            )
        )
    )
    (config / "jvm.options.d").mkdir(exist_ok=True)
    (config / "jvm.options.d/heap.options").write_text(f"-Xms{heap}\n-Xmx{heap}\n")
    (folder / "tmp").mkdir()
    own(folder, user)
    java = Path(shutil.which("java") or "java").resolve().parents[1]
    server = Server(
        [str(home / "bin/elasticsearch")],
        user=user,
        log=folder / "out.log",
        env={"ES_PATH_CONF": str(config), "ES_JAVA_HOME": str(java), "ES_TMPDIR": str(folder / "tmp")},
    )
    url = f"http://127.0.0.1:{port}"
    try:
        server.wait_until(lambda: _green(url), 120, "Elasticsearch")
        yield url
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
