"""The docker command line's contexts, read from its own folder.

The format is the one of `docker context`: config.json names the current context,
contexts/meta/<digest>/meta.json holds a context's endpoint, contexts/tls/<digest>/docker/ its TLS identity;
<digest> is the SHA-256 of the name.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from workbench.domain.engines import Candidate, CandidateSource
from workbench.domain.raw import Raw, raw_object

DEFAULT_CONTEXT = "default"


def docker_folder(environment: Mapping[str, str], home: Path) -> Path:
    """The folder in which the docker command line keeps its settings."""
    given = environment.get("DOCKER_CONFIG", "")
    return Path(given) if given else home / ".docker"


def current_context(folder: Path) -> str:
    """The name of the context in use, "" for the default one."""
    name = _read_json(folder / "config.json").text("currentContext")
    return "" if name == DEFAULT_CONTEXT else name


def context_candidate(folder: Path, name: str, source: CandidateSource) -> Candidate:
    """The engine that a context names; its address is empty where there is no such context."""
    digest = hashlib.sha256(name.encode()).hexdigest()
    endpoint = (
        _read_json(folder / "contexts" / "meta" / digest / "meta.json").child("Endpoints").child("docker")
    )
    tls_folder = folder / "contexts" / "tls" / digest / "docker"
    return Candidate(
        url=endpoint.text("Host"),
        source=source,
        name=name,
        tls_folder=str(tls_folder) if tls_folder.is_dir() else "",
        tls_verify=not endpoint.flag("SkipTLSVerify"),
    )


def _read_json(path: Path) -> Raw:
    """A file's JSON object; empty where the file is not there or holds none."""
    try:
        return raw_object(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError):
        return raw_object(None)
