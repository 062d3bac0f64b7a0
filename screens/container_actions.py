"""What the keys of the Containers screen do to containers."""

from __future__ import annotations

import webbrowser
from collections.abc import Callable
from typing import TYPE_CHECKING

from screens.messages import ScreenAsked
from screens.shell import open_shell
from workbench.domain.commands import (
    Command,
    KillContainer,
    PauseContainer,
    RemoveContainer,
    RestartContainer,
    StartContainer,
    StopContainer,
    UnpauseContainer,
)
from workbench.domain.containers import Container, ContainerState

if TYPE_CHECKING:
    from screens.containers import ContainersScreen


class ContainerActions:
    """Turns a container and a wish into commands that the screen carries out."""

    def __init__(self, screen: ContainersScreen) -> None:
        self._screen = screen

    def start_or_stop(self, container: Container | None) -> None:
        """Start what is stopped, stop what runs."""
        if container is None:
            return
        if container.state is ContainerState.PAUSED:
            self._screen.carry_out(UnpauseContainer(container.name))
        elif container.is_running:
            self._screen.carry_out(StopContainer(container.name))
        else:
            self._screen.carry_out(StartContainer(container.name))

    def restart(self, container: Container | None) -> None:
        """Stop it and start it again."""
        if container is not None:
            self._screen.carry_out(RestartContainer(container.name))

    def pause(self, container: Container | None) -> None:
        """Freeze its processes, or let them go on."""
        if container is None:
            return
        paused = container.state is ContainerState.PAUSED
        self._screen.carry_out(UnpauseContainer(container.name) if paused else PauseContainer(container.name))

    def kill(self, container: Container | None) -> None:
        """End its process at once, after asking."""
        if container is not None:
            self._screen.carry_out(KillContainer(container.name), title=f"Kill {container.name}?")

    def remove(self, container: Container | None) -> None:
        """Remove it, after asking; one that runs is ended first."""
        if container is not None:
            self._screen.carry_out(self._removal(container), title=f"Remove {container.name}?")

    def bulk(self, containers: tuple[Container, ...]) -> None:
        """Ask for one thing, and do it to all."""
        from screens.widgets.dialogs import ChoiceDialog  # only when asked for

        if not containers:
            return
        count = f"{len(containers)} container{'s' if len(containers) != 1 else ''}"
        makers: dict[str, Callable[[Container], Command]] = {
            "start": lambda each: StartContainer(each.name),
            "stop": lambda each: StopContainer(each.name),
            "restart": lambda each: RestartContainer(each.name),
            "kill": lambda each: KillContainer(each.name),
            "remove": self._removal,
        }

        def chosen(key: str | None) -> None:
            if key is None:
                return
            title = f"{key.capitalize()} {count}?"
            self._screen.carry_out(
                *(makers[key](each) for each in containers), title=title, confirm=True, then=done
            )

        def done(_outcomes: object) -> None:
            self._screen.table.set_marked(())

        choices = [(key, key.capitalize(), "") for key in makers]
        self._screen.app.push_screen(ChoiceDialog(title=f"Do what to {count}?", choices=choices), chosen)

    def logs(self, containers: tuple[Container, ...]) -> None:
        """Follow their logs on the Logs screen."""
        if containers:
            self._screen.post_message(ScreenAsked("logs", tuple(each.name for each in containers)))

    def shell(self, container: Container | None) -> None:
        """Open the best shell that it has."""
        if container is None:
            return
        if container.state is not ContainerState.RUNNING:
            self._screen.say(
                f"It is {container.state.value}; s starts it.", title=f"No shell in {container.name}"
            )
            return
        open_shell(self._screen, container.name)

    def browser(self, container: Container | None) -> None:
        """Open its first published TCP port in the browser."""
        if container is None:
            return
        port = next((each for each in container.published_ports if each.protocol == "tcp"), None)
        if port is None:
            self._screen.say(
                "Run it with a port such as 5000:5000 to reach it.",
                title=f"{container.name} publishes no port",
            )
            return
        host = port.host_ip if port.host_ip not in ("", "0.0.0.0", "::") else "127.0.0.1"
        url = f"http://{f'[{host}]' if ':' in host else host}:{port.host_port}/"
        opened = webbrowser.open(url)
        self._screen.say(url, title="Opened in the browser" if opened else "No browser here; the address is")

    def _removal(self, container: Container) -> Command:
        return RemoveContainer(container.name, force=container.is_running)
