"""The real docker client, bound to one engine: what a test compares our own doing with."""

import os
import subprocess
from dataclasses import dataclass

_TIMEOUT_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class DockerCli:
    """Calls `docker` with an engine's address."""

    url: str

    def __call__(
        self,
        *arguments: str,
        check: bool = False,
        stdin: str | None = None,
        timeout_seconds: float = _TIMEOUT_SECONDS,
    ) -> subprocess.CompletedProcess[str]:
        """Run one docker line to its end; with check, fail with what it said on stderr."""
        done = subprocess.run(
            ["docker", *arguments],
            check=False,
            capture_output=True,
            text=True,
            errors="replace",
            input=stdin,
            timeout=timeout_seconds,
            env={**os.environ, "DOCKER_HOST": self.url},
        )
        if check and done.returncode != 0:
            raise AssertionError(
                f"docker {' '.join(arguments)}: exit {done.returncode}\n{done.stderr}{done.stdout}"
            )
        return done

    def lines(self, *arguments: str) -> list[str]:
        """Run one docker line that must go well, and give its output line by line."""
        return self(*arguments, check=True).stdout.splitlines()

    def remove_named(self, part: str) -> None:
        """Remove every container, network, volume and image whose name has this part in it."""
        match = f"name={part}"
        if containers := self.lines("ps", "--all", "--quiet", "--filter", match):
            self("rm", "--force", "--volumes", *containers)
        if networks := self.lines("network", "ls", "--quiet", "--filter", match):
            self("network", "rm", *networks)
        if volumes := self.lines("volume", "ls", "--quiet", "--filter", match):
            self("volume", "rm", "--force", *volumes)
        tags = self.lines("images", "--format", "{{.Repository}}:{{.Tag}}")
        if ours := [tag for tag in tags if part in tag and not tag.endswith(":<none>")]:
            self("rmi", "--force", *ours)
