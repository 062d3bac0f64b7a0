"""A registry of one small image, to be run inside a container: GET /v2/app/manifests/{good,slow}.

The protocol is that of the OCI distribution specification, version 1.
"""

import gzip
import hashlib
import io
import json
import os
import tarfile
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_LAYER_BYTES = 8 << 20
_PART_BYTES = 64 << 10
_TYPE = "application/vnd.docker.distribution.manifest.v2+json"


def _layer(name: str) -> bytes:
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        entry = tarfile.TarInfo(name)
        entry.size = _LAYER_BYTES
        tar.addfile(entry, io.BytesIO(os.urandom(_LAYER_BYTES)))
    return archive.getvalue()


def _digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def _described(data: bytes, kind: str) -> dict[str, object]:
    return {"mediaType": kind, "size": len(data), "digest": _digest(data)}


def _image(name: str, blobs: dict[str, bytes]) -> bytes:
    layer = _layer(name)
    packed = gzip.compress(layer, 0)
    configuration = json.dumps(
        {
            "architecture": "amd64",
            "os": "linux",
            "config": {"Cmd": ["true"]},
            "history": [{"created_by": "ADD file"}],
            "rootfs": {"type": "layers", "diff_ids": [_digest(layer)]},
        }
    ).encode()
    blobs[_digest(packed)] = packed
    blobs[_digest(configuration)] = configuration
    return json.dumps(
        {
            "schemaVersion": 2,
            "mediaType": _TYPE,
            "config": _described(configuration, "application/vnd.docker.container.image.v1+json"),
            "layers": [_described(packed, "application/vnd.docker.image.rootfs.diff.tar.gzip")],
        }
    ).encode()


_BLOBS: dict[str, bytes] = {}
_MANIFESTS = {"good": _image("good", _BLOBS), "slow": _image("slow", _BLOBS)}
_SLOW = json.loads(_MANIFESTS["slow"])["layers"][0]["digest"]


class _Handler(BaseHTTPRequestHandler):
    """Answers for an image's manifest and its blobs."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Send what the path names."""
        last = self.path.rpartition("/")[2]
        if self.path.rstrip("/") == "/v2":
            self._send(200, "application/json", b"{}")
        elif "/manifests/" in self.path:
            by_digest = {_digest(manifest): manifest for manifest in _MANIFESTS.values()}
            self._send_manifest(_MANIFESTS.get(last) or by_digest.get(last))
        else:
            self._send(200, "application/octet-stream", _BLOBS[last], is_slow=last == _SLOW)

    def do_HEAD(self) -> None:
        """Send only the head of the same."""
        self.do_GET()

    def _send_manifest(self, manifest: bytes | None) -> None:
        if manifest is None:
            error = {"code": "MANIFEST_UNKNOWN", "message": "manifest unknown"}
            self._send(404, "application/json", json.dumps({"errors": [error]}).encode())
        else:
            self._send(200, _TYPE, manifest)

    def _send(self, status: int, kind: str, body: bytes, *, is_slow: bool = False) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Docker-Content-Digest", _digest(body))
        self.end_headers()
        if self.command == "HEAD":
            return
        try:
            for start in range(0, len(body), _PART_BYTES):
                self.wfile.write(body[start : start + _PART_BYTES])
                if is_slow:
                    time.sleep(0.2)
        except OSError:
            print("the engine hung up", flush=True)


if __name__ == "__main__":
    server = ThreadingHTTPServer(("", 5000), _Handler)
    print("ready", flush=True)
    server.serve_forever()
