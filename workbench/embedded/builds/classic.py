"""The classic builder: a Dockerfile, step by step, told as Docker tells it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from workbench.domain.dockerfile_lines import words
from workbench.domain.dockerfile_parser import exec_form
from workbench.domain.dockerfile_values import Dockerfile, Instruction
from workbench.embedded.builds.checking import refuse_platform
from workbench.embedded.builds.copying import gather, owned
from workbench.embedded.builds.failure import BuildFailure
from workbench.embedded.builds.leaving import leave_container
from workbench.embedded.builds.metadata import settings_after
from workbench.embedded.builds.running_steps import argv_of, refuse_buildkit_flags, refuse_network, run_step
from workbench.embedded.builds.stage import StageState, Steps
from workbench.embedded.builds.variables import fill_in, word_value
from workbench.embedded.errors import ApiError
from workbench.embedded.host import Host
from workbench.embedded.payload import JsonObject, JsonValue, text_map_at
from workbench.embedded.pulling import pull, pullable
from workbench.embedded.references import normalize
from workbench.embedded.world.files import FOLDER, FileTree, join
from workbench.embedded.world.images import Image

Send = Callable[[JsonObject], Awaitable[None]]
_STEP_SECONDS = 0.08


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """What a client asked to be built."""

    dockerfile: Dockerfile
    context: FileTree
    arguments: Mapping[str, str] = field(default_factory=dict[str, str])
    labels: Mapping[str, str] = field(default_factory=dict[str, str])
    target: str = ""
    platform: str = ""
    network: str = "default"
    uses_cache: bool = True
    keeps_failed: bool = False


class ClassicBuilder:
    """One build under way."""

    def __init__(self, host: Host, request: BuildRequest, send: Send) -> None:
        self._host = host
        self._request = request
        self._send = send
        self._steps = Steps(host, uses_cache=request.uses_cache)
        self._global_arguments: dict[str, str] = {}
        self._used_arguments: set[str] = set()
        self._stages: dict[str, StageState] = {}
        self._stage = StageState(None, {})

    async def build(self) -> Image:
        """Carry out all steps; BuildFailure says at which one it ended."""
        chosen, labels = self._instructions(), sorted(self._request.labels.items())
        total = len(chosen) + len(labels)
        for number, instruction in enumerate(chosen, start=1):
            if number > 1 and instruction.keyword == "FROM":
                await self._end_stage()
            await self._begin_step(number, total, _as_written(instruction))
            await self._step(instruction)
        for number, (name, value) in enumerate(labels, start=len(chosen) + 1):
            await self._begin_step(number, total, f"LABEL {name}={value}")
            await self._label(name, value)
        await self._end_stage()
        unused = sorted(set(self._request.arguments) - self._used_arguments)
        if unused:
            await self._say(f"[Warning] One or more build-args [{' '.join(unused)}] were not consumed\n")
        if self._stage.image is None:
            raise BuildFailure("No image was generated. Is your Dockerfile empty?")
        return self._stage.image

    def _instructions(self) -> list[Instruction]:
        dockerfile, target = self._request.dockerfile, self._request.target
        last = dockerfile.stage_named(target) if target else None
        if last is None:
            return list(dockerfile.instructions)
        return [each for each in dockerfile.instructions if each.stage_index <= last.index]

    async def _begin_step(self, number: int, total: int, told: str) -> None:
        await self._say(f"Step {number}/{total} : {told}")
        await self._say("\n")
        await self._host.clock.wait(_STEP_SECONDS)

    async def _end_stage(self) -> None:
        if self._stage.image:
            await self._send({"aux": {"ID": self._stage.image.id}})

    async def _label(self, name: str, value: str) -> None:
        """A label that came with the request: it is taken by the letter, variables included."""
        labels = {**text_map_at(self._stage.config, "Labels"), name: value}
        await self._settle(
            f"{self._stage.nop}  LABEL {name}={value}", {**self._stage.config, "Labels": labels}
        )

    async def _say(self, text: str) -> None:
        await self._send({"stream": text})

    async def _step(self, instruction: Instruction) -> None:
        match instruction.keyword:
            case "FROM":
                await self._begin_stage(instruction)
            case "ARG":
                await self._argument(instruction)
            case "RUN":
                await self._run(instruction)
            case "COPY" | "ADD":
                await self._copy(instruction)
            case "WORKDIR":
                await self._change_folder(instruction)
            case _:
                told, config = settings_after(instruction, self._stage)
                self._stage.config = {**self._stage.config, "Shell": config.get("Shell")}
                await self._settle(f"{self._stage.nop}  {told}", config)

    async def _begin_stage(self, instruction: Instruction) -> None:
        stage = self._request.dockerfile.stages[instruction.stage_index]
        base = fill_in(stage.base, self._global_arguments)
        if not base:
            raise BuildFailure(f"base name ({stage.base}) should not be blank")
        own = fill_in(instruction.flag("platform") or "", self._global_arguments)
        refuse_platform(own or self._request.platform)
        image = None if base == "scratch" else await self._base(base)
        config: dict[str, JsonValue] = {**image.config, "CmdIsInherited": True} if image else {}
        self._stage = StageState(image, config)
        self._stages[str(stage.index)] = self._stage
        if stage.name:
            self._stages[stage.name.lower()] = self._stage
        await self._say(f" ---> {image.short_id}\n" if image else " ---> \n")

    async def _base(self, reference: str) -> Image:
        earlier = self._stages.get(reference.lower()) if not reference.isdigit() else None
        if earlier and earlier.image:
            return earlier.image
        try:
            return self._host.images.find(reference)
        except ApiError:
            pass
        try:
            name, image = pullable(self._host, normalize(reference))
            async for step in pull(self._host, name, image):
                await self._send(step)
            return self._host.images.find(name)
        except ApiError as error:
            raise BuildFailure(error.message) from error

    async def _argument(self, instruction: Instruction) -> None:
        is_global = instruction.stage_index < 0
        for word in words(instruction.arguments):
            name, equals, default = word.partition("=")
            if not equals and name not in {**self._global_arguments, **self._request.arguments}:
                continue
            known = self._global_arguments if is_global else self._stage.known
            value = word_value(default, known) if equals else self._global_arguments.get(name, "")
            if name in self._request.arguments:
                self._used_arguments.add(name)
                value = self._request.arguments[name]
            if is_global:
                self._global_arguments[name] = value
            else:
                self._stage.arguments[name] = value
        if not is_global:
            await self._settle(f"{self._stage.nop}  ARG {instruction.arguments}", self._stage.config)

    async def _settle(self, created_by: str, config: dict[str, JsonValue]) -> None:
        cached = self._steps.cached(self._stage, created_by)
        if cached is None:
            await self._announce_container()
            cached = await self._steps.commit(self._stage, created_by, None, _saved(config))
        else:
            await self._say(" ---> Using cache\n")
        self._stage.config = config
        await self._finish(cached)

    async def _announce_container(self, *, is_done: bool = True) -> str:
        container_id = self._host.ids.new_id("step")
        await self._say(f" ---> Running in {container_id[:12]}\n")
        if is_done:
            await self._say(f"Removing intermediate container {container_id[:12]}\n")
        return container_id

    async def _finish(self, image: Image) -> None:
        self._stage.image = image
        await self._say(f" ---> {image.short_id}\n")

    async def _run(self, instruction: Instruction) -> None:
        refuse_buildkit_flags(instruction)
        words_run = " ".join(argv_of(instruction, self._stage))
        arguments = " ".join(f"{name}={value}" for name, value in sorted(self._stage.arguments.items()))
        count = len(self._stage.arguments)
        created_by = f"|{count} {arguments} {words_run}" if count else words_run
        image = self._steps.cached(self._stage, created_by)
        if image:
            await self._say(" ---> Using cache\n")
        else:
            container_id = await self._announce_container(is_done=False)
            refuse_network(self._host, self._request.network)
            short, tree = container_id[:12], FileTree(self._stage.files)
            try:
                await run_step(self._host, instruction, self._stage, self._say, tree, short)
            except BuildFailure as failure:
                if self._request.keeps_failed:
                    argv = argv_of(instruction, self._stage)
                    leave_container(self._host, container_id, self._stage, argv, tree, failure.code)
                else:
                    await self._say(f"Removing intermediate container {short}\n")
                raise
            await self._say(f"Removing intermediate container {short}\n")
            image = await self._steps.commit(self._stage, created_by, tree, _saved(self._stage.config))
        await self._finish(image)

    async def _copy(self, instruction: Instruction) -> None:
        refuse_buildkit_flags(instruction)
        known = self._stage.known
        given = exec_form(instruction.arguments)
        *sources, target = [word_value(word, known) for word in given or words(instruction.arguments)]
        origin = instruction.flag("from")
        source_tree = (
            self._request.context if origin is None else await self._other_files(fill_in(origin, known))
        )
        place = "/" + join(self._stage.folder, target) + ("/" if target.endswith(("/", ".")) else "")
        tree = FileTree(self._stage.files)
        copied = gather(
            instruction.keyword, sources, place, source_tree, from_context=origin is None, target_tree=tree
        )
        chown = fill_in(instruction.flag("chown") or "", known)
        prefix = f"--chown={chown}" if chown else ""
        created_by = f"{self._stage.nop} {instruction.keyword} {prefix}{copied.label} in {target} "
        image = self._steps.cached(self._stage, created_by)
        if image:
            await self._say(" ---> Using cache\n")
        else:
            for path, entry in owned(copied.files, chown, tree).items():
                if path and not (entry.kind is FOLDER.kind and tree.is_folder(path)):
                    tree.put(path, entry)
            image = await self._steps.commit(self._stage, created_by, tree, _saved(self._stage.config))
        await self._finish(image)

    async def _other_files(self, origin: str) -> FileTree:
        earlier = self._stages.get(origin.lower())
        if earlier:
            return FileTree(earlier.files)
        try:
            image = await self._base(origin)
        except BuildFailure as error:
            raise BuildFailure(f"invalid from flag value {origin}: {error.message}") from error
        return FileTree(image.files)

    async def _change_folder(self, instruction: Instruction) -> None:
        folder = "/" + join(self._stage.folder, word_value(instruction.arguments, self._stage.known))
        created_by = f"{self._stage.nop} WORKDIR {folder}"
        image = self._steps.cached(self._stage, created_by)
        config = {**self._stage.config, "WorkingDir": folder}
        if image:
            await self._say(" ---> Using cache\n")
        else:
            await self._announce_container()
            tree = FileTree(self._stage.files)
            if not tree.is_folder(join("", folder)):
                tree.put(tree.resolve(join("", folder)), FOLDER)
            image = await self._steps.commit(self._stage, created_by, tree, _saved(config))
        self._stage.config = config
        await self._finish(image)


def _saved(config: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    return {key: value for key, value in config.items() if key != "CmdIsInherited"}


def _as_written(instruction: Instruction) -> str:
    flags = [f"--{name}={value}" if value else f"--{name}" for name, value in instruction.flags]
    return " ".join([instruction.keyword, *flags, instruction.arguments])
