"""Runs a script's tree of commands."""

from __future__ import annotations

import asyncio
import posixpath

from workbench.embedded.shell.expansion import Scope, expand, expand_one
from workbench.embedded.shell.lexer import ShellSyntaxError
from workbench.embedded.shell.programs import run_program
from workbench.embedded.shell.session import Session
from workbench.embedded.shell.streams import BrokenPipe, Buffer, Nothing, Output, Pipe
from workbench.embedded.shell.syntax import (
    Block,
    Chain,
    For,
    Group,
    If,
    Loop,
    Node,
    Pipeline,
    Redirect,
    Simple,
    parse,
)  # fmt: skip
from workbench.embedded.world.files import Kind, file_of, join

_NOT_FOUND_CODE = 127
_SYNTAX_CODE = 2
_BREATH_EVERY = 64


class _Exit(Exception):
    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class _Break(Exception):
    pass


class _Continue(Exception):
    pass


async def run_script(script: str, session: Session) -> int:
    """Run a script in a session; give its exit code."""
    return await Interpreter(session).run_text(script)


class Interpreter:
    """A shell at work."""

    def __init__(self, session: Session, *, stops_on_error: bool = False) -> None:
        self.session = session
        self.last_code = 0
        self._stops_on_error = stops_on_error
        self._traces = False
        self._jobs: list[asyncio.Task[int]] = []
        self._steps = 0

    async def run_text(self, script: str) -> int:
        """Run a script; a syntax error is told as dash does."""
        try:
            self.last_code = await self.run(parse(script))
        except ShellSyntaxError as error:
            await self.session.complain(f"/bin/sh: 1: Syntax error: {error}")
            self.last_code = _SYNTAX_CODE
        except _Exit as leaving:
            self.last_code = leaving.code
        except BrokenPipe:
            self.last_code = 141
        return self.last_code

    def _scope(self) -> Scope:
        session = self.session
        return Scope(
            session.variables,
            session.arguments,
            lambda: self.last_code,
            self._capture,
            session.machine.tree,
            lambda: session.folder,
        )

    async def _capture(self, script: str) -> str:
        fork = self.session.fork()
        output = Buffer()
        fork.stdout = output
        child = Interpreter(fork)
        self.last_code = await child.run_text(script)
        return output.data.decode("utf-8", "surrogateescape").rstrip("\n")

    async def run(self, node: Node) -> int:
        """Run one node."""
        self._steps += 1
        await self.session.machine.unpaused.wait()
        if self._steps % _BREATH_EVERY == 0:
            await asyncio.sleep(0)
        match node:
            case Simple():
                code = await self._simple(node)
            case Block(items=items):
                code = await self._block(items)
            case Chain(first=first, rest=rest):
                return await self._chain(first, rest)
            case Pipeline(parts=parts, is_negated=is_negated):
                code = await self._pipeline(parts)
                if is_negated:
                    code = int(code == 0)
            case Group():
                code = await self._group(node)
            case If(branches=branches, otherwise=otherwise):
                code = await self._if(branches, otherwise)
            case Loop():
                code = await self._loop(node)
            case For():
                code = await self._for(node)
        self.last_code = code
        return code

    async def _block(self, items: tuple[tuple[Node, bool], ...]) -> int:
        code = 0
        for node, is_background in items:
            if is_background:
                child = Interpreter(self.session.fork())
                self._jobs.append(asyncio.create_task(child.run_guarded(node)))
                continue
            code = await self.run(node)
            if code and self._stops_on_error and isinstance(node, Simple | Pipeline | Group):
                raise _Exit(code)
        return code

    async def run_guarded(self, node: Node) -> int:
        """Run a node as a process of its own."""
        try:
            return await self.run(node)
        except _Exit as leaving:
            return leaving.code
        except BrokenPipe:
            return 141

    async def _chain(self, first: Node, rest: tuple[tuple[str, Node], ...]) -> int:
        code = await self.run(first)
        for index, (operator, node) in enumerate(rest):
            if (code == 0) == (operator == "&&"):
                code = await self.run(node)
                if code and self._stops_on_error and index == len(rest) - 1:
                    raise _Exit(code)
        self.last_code = code
        return code

    async def _pipeline(self, parts: tuple[Node, ...]) -> int:
        if len(parts) == 1:
            return await self.run(parts[0])
        tasks: list[asyncio.Task[int]] = []
        before: Pipe | None = None
        for index, part in enumerate(parts):
            fork = self.session.fork()
            after = Pipe() if index < len(parts) - 1 else None
            if before:
                fork.stdin = before
            if after:
                fork.stdout = after
            tasks.append(asyncio.create_task(self._stage(part, fork, before, after)))
            before = after
        try:
            codes = await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
        return codes[-1]

    async def _stage(self, node: Node, session: Session, before: Pipe | None, after: Pipe | None) -> int:
        try:
            return await Interpreter(session).run_guarded(node)
        finally:
            if before:
                await before.leave()
            if after:
                await after.close()

    async def _group(self, node: Group) -> int:
        session = self.session.fork() if node.is_subshell else self.session
        kept = session.stdin, session.stdout, session.stderr
        finish = await self._redirect(session, node.redirects)
        if finish is None:
            return 1
        try:
            if node.is_subshell:
                return await Interpreter(session, stops_on_error=self._stops_on_error).run_guarded(node.body)
            return await self.run(node.body)
        finally:
            session.stdin, session.stdout, session.stderr = kept
            self._write_files(session, finish)

    async def _if(self, branches: tuple[tuple[Node, Node], ...], otherwise: Node | None) -> int:
        for condition, body in branches:
            if await self._condition(condition) == 0:
                return await self.run(body)
        return await self.run(otherwise) if otherwise else 0

    async def _condition(self, node: Node) -> int:
        kept, self._stops_on_error = self._stops_on_error, False
        try:
            return await self.run(node)
        finally:
            self._stops_on_error = kept

    async def _loop(self, node: Loop) -> int:
        code = 0
        while (await self._condition(node.condition) == 0) != node.is_until:
            try:
                code = await self.run(node.body)
            except _Break:
                return 0
            except _Continue:
                continue
        return code

    async def _for(self, node: For) -> int:
        code = 0
        values = [value for word in node.words for value in await self._words(word)]
        for value in values:
            self.session.variables[node.name] = value
            try:
                code = await self.run(node.body)
            except _Break:
                return 0
            except _Continue:
                continue
        return code

    async def _words(self, word: str) -> list[str]:
        if word == '"$@"':
            return list(self.session.arguments)
        return await expand(word, self._scope())

    async def _simple(self, node: Simple) -> int:
        argv = [value for word in node.words for value in await self._words(word)]
        assigned = {name: await expand_one(value, self._scope()) for name, value in node.assignments}
        if not argv:
            self.session.variables.update(assigned)
            return self.last_code if "$(" in str(node.assignments) else 0
        if self._traces:
            await self.session.complain("+ " + " ".join(argv))
        session = self.session.fork()
        session.variables.update(assigned)
        finish = await self._redirect(session, node.redirects)
        if finish is None:
            return 1
        try:
            special = await self._special(argv, session)
            return await run_program(argv, session, self._run_child) if special is None else special
        finally:
            self._write_files(session, finish)

    async def _run_child(self, script: str, session: Session) -> int:
        return await Interpreter(session).run_text(script)

    async def _special(self, argv: list[str], session: Session) -> int | None:
        name, *rest = argv
        match name:
            case "exit" | "return":
                raise _Exit(int(rest[0]) if rest and rest[0].isdigit() else self.last_code)
            case "break":
                raise _Break
            case "continue":
                raise _Continue
            case "cd":
                return await self._change_folder(
                    rest[0] if rest else session.variables.get("HOME", "/"), session
                )
            case "export" | "readonly" | "local":
                for word in rest:
                    key, equals, value = word.partition("=")
                    if equals:
                        self.session.variables[key] = value
                return 0
            case "unset":
                for word in rest:
                    self.session.variables.pop(word, None)
                return 0
            case "set":
                return self._set_options(rest)
            case "shift":
                del self.session.arguments[: int(rest[0]) if rest else 1]
                return 0
            case "exec":
                if not rest:
                    return 0
                raise _Exit(await run_program(rest, session, self._run_child))
            case "eval":
                return await self.run(parse(" ".join(rest)))
            case "wait":
                await asyncio.gather(*self._jobs)
                return 0
            case "read":
                return await self._read(rest, session)
            case "trap" | "ulimit" | "umask" | ":":
                return 0
            case _:
                return None

    async def _read(self, names: list[str], session: Session) -> int:
        line = await session.stdin.read_line()
        words = line.decode("utf-8", "surrogateescape").split(maxsplit=max(len(names) - 1, 0))
        for index, name in enumerate(name for name in names if not name.startswith("-")):
            self.session.variables[name] = words[index].rstrip("\n") if index < len(words) else ""
        return 0 if line else 1

    def _set_options(self, words: list[str]) -> int:
        for index, word in enumerate(words):
            if word == "--":
                self.session.arguments[:] = words[index + 1 :]
                break
            if word[:1] in "-+" and word[1:].isalpha() and word not in ("-o", "+o"):
                is_on = word[0] == "-"
                self._stops_on_error = is_on if "e" in word else self._stops_on_error
                self._traces = is_on if "x" in word else self._traces
        return 0

    async def _change_folder(self, target: str, session: Session) -> int:
        path = session.path(target)
        if not session.machine.tree.is_folder(path):
            await session.complain(f"/bin/sh: 1: cd: can't cd to {target}")
            return _SYNTAX_CODE
        self.session.folder = path
        self.session.variables["PWD"] = f"/{path}"
        return 0

    async def _redirect(
        self, session: Session, redirects: tuple[Redirect, ...]
    ) -> list[tuple[str, Buffer]] | None:
        files: list[tuple[str, Buffer]] = []
        for redirect in redirects:
            target = await expand_one(redirect.target, self._scope())
            match redirect.operator:
                case ">&":
                    chosen = session.stdout if target == "1" else session.stderr
                    _set_output(session, redirect.descriptor, chosen)
                case "<":
                    entry = session.read(target)
                    if not entry and target != "/dev/null":
                        await session.complain(f"/bin/sh: 1: cannot open {target}: No such file")
                        return None
                    session.stdin = Pipe(entry.data if entry else b"", is_closed=True)
                case "<&":
                    session.stdin = Nothing()
                case operator:
                    output = await self._open(session, target, appends=operator == ">>", files=files)
                    if output is None:
                        return None
                    _set_output(session, redirect.descriptor, output)
                    if operator == "&>":
                        session.stderr = output
        return files

    async def _open(
        self, session: Session, target: str, *, appends: bool, files: list[tuple[str, Buffer]]
    ) -> Output | None:
        match target:
            case "/dev/null":
                return Nothing()
            case "/dev/stdout" | "/proc/1/fd/1":
                return session.stdout
            case "/dev/stderr" | "/proc/1/fd/2":
                return session.stderr
            case _:
                pass
        path = session.path(target)
        parent = posixpath.dirname(path)
        if session.machine.tree.is_folder(path) or not session.machine.tree.is_folder(parent):
            await session.complain(f"/bin/sh: 1: cannot create {target}: Directory nonexistent")
            return None
        buffer = Buffer()
        before = session.read(target)
        if appends and before:
            buffer.data = before.data
        files.append((path, buffer))
        return buffer

    def _write_files(self, session: Session, files: list[tuple[str, Buffer]]) -> None:
        for path, buffer in files:
            before = session.machine.tree.entry(path)
            mode = before.mode if before and before.kind is Kind.FILE else 0o644
            session.machine.tree.put(join("", path), file_of(buffer.data, mode, session.user_number))


def _set_output(session: Session, descriptor: int, output: Output) -> None:
    if descriptor == 2:
        session.stderr = output
    else:
        session.stdout = output
