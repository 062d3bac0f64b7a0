"""What a compose file asks for in vain is named before anything starts."""

from pathlib import Path

import pytest

from tests.unit.services.test_read_stack import stack_of
from workbench.domain.errors import ComposeError


def test_every_key_that_has_no_effect_is_named_and_the_files_of_variables_are_read(tmp_path: Path) -> None:
    (tmp_path / "some.env").write_text("A=1\n")
    stack = stack_of(
        tmp_path,
        "services:\n  web:\n    image: web\n    tmpfs: /run\n    secrets: [a]\n    configs: [b]\n"
        "    deploy: {replicas: 2}\n    env_file: some.env\n    extends: {service: other}\n"
        "    network_mode: none\n    privileged: true\n    cap_add: [NET_ADMIN]\n"
        "    volumes: [{type: tmpfs, target: /x, tmpfs: {size: 1}}]\n"
        "  other: {image: o, profiles: [tools]}\n"
        "secrets: {a: {file: f}}\nconfigs: {b: {file: f}}\ninclude: [more.yaml]\n",
    )
    assert stack.services[0].environment == (("A", "1"),)
    own = ("tmpfs", "secrets", "configs", "deploy", "extends", "network_mode", "privileged", "cap_add")
    assert set(stack.ignored) == {
        *(f"services.web.{key}" for key in own),
        "services.web.volumes[0] (a tmpfs mount)",
        "services.other (it only starts in a profile)",
        "secrets",
        "configs",
        "include",
    }


def test_a_service_that_only_extends_another_is_told_why_it_has_no_image(tmp_path: Path) -> None:
    with pytest.raises(ComposeError, match="neither an image nor a build") as caught:
        stack_of(tmp_path, "services:\n  web: {extends: {service: base}}\n  base: {image: b}\n")
    assert "What `extends` would bring along is not carried out." in caught.value.hint
