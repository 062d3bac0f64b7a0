"""What a person wants of a variant's builds beyond what the app itself says."""

from dataclasses import dataclass, replace

from workbench.domain.commands import BuildImage


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """The options of a build; empty is as the app says."""

    build_arguments: tuple[tuple[str, str], ...] = ()
    target: str = ""
    no_cache: bool = False
    pull: bool = False
    platform: str = ""
    network: str = ""
    labels: tuple[tuple[str, str], ...] = ()

    def over(self, other: "BuildOptions") -> "BuildOptions":
        """These options, and where they are silent the other's."""
        return BuildOptions(
            _over(other.build_arguments, self.build_arguments),
            self.target or other.target,
            self.no_cache or other.no_cache,
            self.pull or other.pull,
            self.platform or other.platform,
            self.network or other.network,
            _over(other.labels, self.labels),
        )

    def applied_to(self, command: BuildImage) -> BuildImage:
        """The command with these options; of an argument or a label that both give, this one's holds."""
        return replace(
            command,
            build_arguments=_over(command.build_arguments, self.build_arguments),
            target=self.target or command.target,
            no_cache=self.no_cache or command.no_cache,
            pull=self.pull or command.pull,
            platform=self.platform or command.platform,
            network=self.network or command.network,
            labels=_over(command.labels, self.labels),
        )


def _over(
    below: tuple[tuple[str, str], ...], above: tuple[tuple[str, str], ...]
) -> tuple[tuple[str, str], ...]:
    return tuple({**dict(below), **dict(above)}.items())
