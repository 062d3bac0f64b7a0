"""Commands that bring, name, build and remove images."""

from dataclasses import dataclass

from workbench.domain.commands.base import Command


@dataclass(frozen=True, slots=True)
class PullImage(Command):
    """Fetch an image from its registry."""

    reference: str

    @property
    def argv(self) -> tuple[str, ...]:
        """`docker pull`."""
        return ("docker", "pull", self.reference)

    @property
    def summary(self) -> str:
        """One line for people."""
        return f"pull {self.reference}"


@dataclass(frozen=True, slots=True)
class TagImage(Command):
    """Give an image one more name."""

    image: str
    tag: str

    @property
    def argv(self) -> tuple[str, ...]:
        """`docker tag`."""
        return ("docker", "tag", self.image, self.tag)

    @property
    def summary(self) -> str:
        """One line for people."""
        return f"tag {self.image} as {self.tag}"


@dataclass(frozen=True, slots=True)
class RemoveImage(Command):
    """Remove a tag, and the image itself when that was its last one."""

    image: str
    force: bool = False

    @property
    def argv(self) -> tuple[str, ...]:
        """`docker rmi`."""
        force = ("-f",) if self.force else ()
        return ("docker", "rmi", *force, self.image)

    @property
    def summary(self) -> str:
        """One line for people."""
        return f"remove image {self.image}"

    @property
    def destroys(self) -> tuple[str, ...]:
        """The tag or the image."""
        return (f"image {self.image}, and its layers that no other image shares once its last tag is gone",)


@dataclass(frozen=True, slots=True)
class BuildImage(Command):
    """Build an image from a context folder; the Dockerfile's path is relative to that folder."""

    context: str
    dockerfile: str
    tag: str
    target: str = ""
    build_arguments: tuple[tuple[str, str], ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
    network: str = ""
    no_cache: bool = False
    pull: bool = False
    platform: str = ""

    @property
    def argv(self) -> tuple[str, ...]:
        """`docker build`, with the Dockerfile's path joined to the context's as the command line wants it."""
        dockerfile = f"{self.context.rstrip('/')}/{self.dockerfile}"
        words = ["docker", "build", "-f", dockerfile, "-t", self.tag]
        words += ["--target", self.target] if self.target else []
        for key, value in self.build_arguments:
            words += ["--build-arg", f"{key}={value}"]
        for key, value in self.labels:
            words += ["--label", f"{key}={value}"]
        words += ["--platform", self.platform] if self.platform else []
        words += ["--network", self.network] if self.network else []
        words += ["--no-cache"] if self.no_cache else []
        words += ["--pull"] if self.pull else []
        return (*words, self.context)

    @property
    def summary(self) -> str:
        """One line for people."""
        return f"build {self.tag} from {self.dockerfile}"
