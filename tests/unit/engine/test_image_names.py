"""How image names are taken apart."""

import pytest

from workbench.engine.image_names import parse_image_name

DIGEST = "sha256:" + "a" * 64


@pytest.mark.parametrize(
    ("reference", "repository", "tag"),
    [
        ("redis", "redis", ""),
        ("redis:7", "redis", "7"),
        ("library/redis:7-alpine", "library/redis", "7-alpine"),
        ("localhost:5000/app", "localhost:5000/app", ""),
        ("localhost:5000/team/app:1.0", "localhost:5000/team/app", "1.0"),
        (f"redis@{DIGEST}", "redis", DIGEST),
        (f"localhost:5000/app@{DIGEST}", "localhost:5000/app", DIGEST),
        (f"localhost:5000/app:1.0@{DIGEST}", "localhost:5000/app", DIGEST),
    ],
)
def test_parts(reference: str, repository: str, tag: str) -> None:
    assert parse_image_name(reference) == (repository, tag)
