"""Runs a script's tree of commands."""

from __future__ import annotations

import asyncio
from fnmatch import fnmatchcase

from workbench.embedded.shell.expansion import Scope, expand, expand_one, expand_pattern
from workbench.embedded.shell.lexer import ShellSyntaxError
from workbench.embedded.shell.nodes import (
    Block,
    Case,
    Chain,
    For,
    Function,
    Group,
    If,
    Loop,
    Node,
    Pipeline,
    Simple,
)
from workbench.embedded.shell.programs import leave, run_program
from workbench.embedded.shell.redirections import redirect, write_files
from workbench.embedded.shell.session import Session
from workbench.embedded.shell.specials import run_special
from workbench.embedded.shell.state import BreakLoop, ContinueLoop, Leaving, Returning, ShellState
from workbench.embedded.shell.streams import BrokenPipe, Buffer, Pipe
from workbench.embedded.shell.syntax import parse

_WRONG_USE_CODE = 2
_BREATH_EVERY = 64


async def run_script(script: str, session: Session) -> int:
    """Run a script in a session; give its exit code."""
    return await Interpreter(session).run_text(script)


class Interpreter:
    """A shell at work."""

    def __init__(self, session: Session, *, stops_on_error: bool = False, loops: int = 0) -> None:
        self.session = session
        self._state = ShellState(session, loops=loops, stops_on_error=stops_on_error)
        self._steps = 0

    async def run_text(self, script: str) -> int:
        """Run a script; a syntax error is told as dash does."""
        try:
            self._state.last_code = await self.run(parse(script))
        except ShellSyntaxError as error:
            await self.session.complain_as_shell(f"Syntax error: {error}")
            self._state.last_code = _WRONG_USE_CODE
        except Leaving as leaving:
            self._state.last_code = leaving.code
            self.session.has_left = True
        except BrokenPipe:
            self._state.last_code = 141
        except RecursionError:
            self._state.last_code = await self._give_up()
        return self._state.last_code

    async def _give_up(self) -> int:
        await self.session.complain_as_shell("Maximum function recursion depth reached")
        return _WRONG_USE_CODE

    def _scope(self) -> Scope:
        session = self.session
        return Scope(
            session.variables,
            session.arguments,
            lambda: self._state.last_code,
            self._capture,
            session.machine.tree,
            lambda: session.folder,
        )

    async def _capture(self, script: str) -> str:
        fork = self.session.fork()
        output = Buffer()
        fork.stdout = output
        code = await Interpreter(fork, loops=self._state.loops).run_text(script)
        self._state.last_code = await leave(code, fork, run_script)
        return output.data.decode("utf-8", "surrogateescape").rstrip("\n")

    async def run(self, node: Node) -> int:
        """Run one node."""
        self._steps += 1
        await self.session.machine.unpaused.wait()
        if self._steps % _BREATH_EVERY == 0:
            await asyncio.sleep(0)
        code = 0
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
            case Case():
                code = await self._case(node)
            case Function(name=name, body=body):
                self.session.functions[name] = body
        self._state.last_code = code
        return code

    async def _block(self, items: tuple[tuple[Node, bool], ...]) -> int:
        code = 0
        for node, is_background in items:
            if is_background:
                child = Interpreter(self.session.fork(), loops=self._state.loops)
                self._state.jobs.append(asyncio.create_task(child.run_guarded(node)))
                continue
            code = await self.run(node)
            if code and self._state.stops_on_error and isinstance(node, Simple | Pipeline | Group):
                raise Leaving(code)
        return code

    async def run_guarded(self, node: Node) -> int:
        """Run a node as a process of its own, with what it is told to do on its exit."""
        try:
            code = await self.run(node)
        except Leaving as leaving:
            code = leaving.code
        except BrokenPipe:
            return 141
        except RecursionError:
            return await self._give_up()
        return await leave(code, self.session, run_script)

    async def _chain(self, first: Node, rest: tuple[tuple[str, Node], ...]) -> int:
        code = await self.run(first)
        for index, (operator, node) in enumerate(rest):
            if (code == 0) == (operator == "&&"):
                code = await self.run(node)
                if code and self._state.stops_on_error and index == len(rest) - 1:
                    raise Leaving(code)
        self._state.last_code = code
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
            return await Interpreter(session, loops=self._state.loops).run_guarded(node)
        finally:
            if before:
                await before.leave()
            if after:
                await after.close()

    async def _group(self, node: Group) -> int:
        session = self.session.fork() if node.is_subshell else self.session
        kept = session.stdin, session.stdout, session.stderr
        finish = await redirect(session, node.redirects, self._scope())
        if finish is None:
            return _WRONG_USE_CODE
        try:
            if node.is_subshell:
                child = Interpreter(
                    session, stops_on_error=self._state.stops_on_error, loops=self._state.loops
                )
                return await child.run_guarded(node.body)
            return await self.run(node.body)
        finally:
            session.stdin, session.stdout, session.stderr = kept
            write_files(session, finish)

    async def _if(self, branches: tuple[tuple[Node, Node], ...], otherwise: Node | None) -> int:
        for condition, body in branches:
            if await self._condition(condition) == 0:
                return await self.run(body)
        return await self.run(otherwise) if otherwise else 0

    async def _condition(self, node: Node) -> int:
        kept, self._state.stops_on_error = self._state.stops_on_error, False
        try:
            return await self.run(node)
        finally:
            self._state.stops_on_error = kept

    async def _loop(self, node: Loop) -> int:
        code = 0
        with self._state.in_loops(self._state.loops + 1):
            while True:
                try:
                    if (await self._condition(node.condition) == 0) == node.is_until:
                        return code
                    code = await self.run(node.body)
                except ContinueLoop as going_on:
                    going_on.leave_loop()
                    code = 0
                except BreakLoop as leaving:
                    leaving.leave_loop()
                    return 0

    async def _for(self, node: For) -> int:
        code = 0
        values = [value for word in node.words for value in await self._words(word)]
        with self._state.in_loops(self._state.loops + 1):
            for value in values:
                self.session.variables[node.name] = value
                try:
                    code = await self.run(node.body)
                except ContinueLoop as going_on:
                    going_on.leave_loop()
                    code = 0
                except BreakLoop as leaving:
                    leaving.leave_loop()
                    return 0
        return code

    async def _case(self, node: Case) -> int:
        word = await expand_one(node.word, self._scope())
        for patterns, body in node.branches:
            for pattern in patterns:
                if fnmatchcase(word, await expand_pattern(pattern, self._scope())):
                    return await self.run(body)
        return 0

    async def _call(
        self, body: Node, arguments: list[str], session: Session, assigned: dict[str, str]
    ) -> int:
        """Run a function in the shell that calls it; what the call gives it lasts as long as the call."""
        with self.session.called(arguments, session, assigned), self._state.in_loops(0):
            try:
                return await self.run(body)
            except Returning as returning:
                return returning.code

    async def _words(self, word: str) -> list[str]:
        if word == '"$@"':
            return list(self.session.arguments)
        return await expand(word, self._scope())

    async def _simple(self, node: Simple) -> int:
        argv = [value for word in node.words for value in await self._words(word)]
        assigned = {name: await expand_one(value, self._scope()) for name, value in node.assignments}
        if not argv:
            self.session.variables.update(assigned)
            return self._state.last_code if "$(" in str(node.assignments) else 0
        if self._state.traces:
            await self.session.complain("+ " + " ".join(argv))
        session = self.session.fork()
        session.variables.update(assigned)
        finish = await redirect(session, node.redirects, self._scope())
        if finish is None:
            return _WRONG_USE_CODE
        try:
            function = self.session.functions.get(argv[0])
            if function:
                return await self._call(function, argv[1:], session, assigned)
            special = await run_special(argv, session, self._state, self._run_argv, self._run_inside)
            if special is not None:
                return special
            return await self._run_argv(argv, session)
        finally:
            write_files(session, finish)

    async def _run_argv(self, argv: list[str], session: Session) -> int:
        return await run_program(argv, session, run_script)

    async def _run_inside(self, script: str) -> int:
        return await self.run(parse(script))
