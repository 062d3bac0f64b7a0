"""What a failed RUN leaves behind: its container, for people to look into."""

from __future__ import annotations

from workbench.embedded.builds.stage import StageState
from workbench.embedded.container_config import container_config, host_config
from workbench.embedded.creation import free_name
from workbench.embedded.host import Host
from workbench.embedded.logs import LogBuffer
from workbench.embedded.membership import tell
from workbench.embedded.world.containers import Container, State
from workbench.embedded.world.files import FileTree


def leave_container(
    host: Host, container_id: str, stage: StageState, argv: list[str], tree: FileTree, exit_code: int
) -> None:
    """Keep the container of a step that failed; one whose command never ran was only created."""
    if stage.image is None:
        return
    now_ns = host.clock.now_ns()
    logs = LogBuffer(host.clock, has_tty=False)
    logs.close()
    container = Container(
        id=container_id,
        name=free_name(host),
        image=stage.image,
        image_name=stage.image.id,
        config=container_config({"Cmd": argv, "Entrypoint": [""]}, stage.image, container_id),
        host_config=host_config({}),
        argv=tuple(argv),
        created_at_ns=now_ns,
        tree=tree,
        logs=logs,
        state=State.EXITED if exit_code else State.CREATED,
        exit_code=exit_code,
        started_at_ns=now_ns if exit_code else 0,
        finished_at_ns=now_ns if exit_code else 0,
    )
    host.containers.add(container)
    tell(host, container, "create")
    if exit_code:
        tell(host, container, "start")
        tell(host, container, "die", exitCode=str(exit_code))
