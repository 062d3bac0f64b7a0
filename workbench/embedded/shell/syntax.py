"""Reads a script into a tree of commands."""

from __future__ import annotations

import re

from workbench.embedded.shell.lexer import Kind, ShellSyntaxError, Token, tokens_of
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
    Redirect,
    Simple,
)

_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)=(.*)", re.DOTALL)
_NAME = re.compile(r"[A-Za-z_]\w*")
_FUNCTION_MARK = [(Kind.OPERATOR, "("), (Kind.OPERATOR, ")")]
_CLOSING = {"then", "else", "elif", "fi", "do", "done", "esac", "}"}


def parse(script: str) -> Node:
    """Read a whole script."""
    reader = _Reader(tokens_of(script))
    block = reader.block(set())
    if reader.peek.kind is not Kind.END:
        raise ShellSyntaxError(f'"{reader.peek.text}" unexpected')
    return block


def missing_end(script: str) -> str | None:
    """Give the line that an unfinished script awaits, empty for any; None when the script is whole."""
    try:
        parse(script)
    except ShellSyntaxError as error:
        if "end of file" in str(error) or "Unterminated" in str(error):
            return error.awaits
    return None


class _Reader:
    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._position = 0

    @property
    def peek(self) -> Token:
        return self._tokens[self._position]

    def _next(self) -> Token:
        token = self.peek
        if token.kind is not Kind.END:
            self._position += 1
        return token

    def _takes(self, kind: Kind, *texts: str) -> str:
        if self.peek.kind is kind and self.peek.text in texts:
            return self._next().text
        return ""

    def _expect(self, word: str, kind: Kind = Kind.WORD) -> None:
        if not self._takes(kind, word):
            shown = f'"{self.peek.text}"' if self.peek.text.strip() else "end of file"
            raise ShellSyntaxError(f'{shown} unexpected (expecting "{word}")')

    def _skip_newlines(self) -> None:
        while self._takes(Kind.OPERATOR, "\n"):
            pass

    def block(self, ends: set[str]) -> Block:
        items: list[tuple[Node, bool]] = []
        while True:
            while self._takes(Kind.OPERATOR, "\n", ";"):
                pass
            token = self.peek
            if token.kind is Kind.END or (token.kind is Kind.OPERATOR and token.text in (")", ";;")):
                break
            if token.kind is Kind.WORD and token.text in ends:
                break
            node = self._chain()
            items.append((node, self._takes(Kind.OPERATOR, ";", "\n", "&") == "&"))
            if (self.peek.kind, self.peek.text) == _FUNCTION_MARK[0] and self._follows_word():
                raise ShellSyntaxError('"(" unexpected')
        return Block(tuple(items))

    def _follows_word(self) -> bool:
        return self._tokens[self._position - 1].kind is Kind.WORD

    def _chain(self) -> Node:
        first = self._pipeline()
        rest: list[tuple[str, Node]] = []
        while operator := self._takes(Kind.OPERATOR, "&&", "||"):
            self._skip_newlines()
            rest.append((operator, self._pipeline()))
        return Chain(first, tuple(rest)) if rest else first

    def _pipeline(self) -> Node:
        is_negated = bool(self._takes(Kind.WORD, "!"))
        parts = [self._command()]
        while self._takes(Kind.OPERATOR, "|"):
            self._skip_newlines()
            parts.append(self._command())
        return Pipeline(tuple(parts), is_negated) if len(parts) > 1 or is_negated else parts[0]

    def _command(self) -> Node:
        token = self.peek
        if self._takes(Kind.OPERATOR, "("):
            body = self.block(set())
            self._expect(")", Kind.OPERATOR)
            return Group(body, True, self._redirects())
        if token.kind is Kind.WORD:
            match token.text:
                case "{":
                    return self._braces()
                case "if":
                    return self._if()
                case "while" | "until":
                    return self._loop()
                case "for":
                    return self._for()
                case "case":
                    return self._case()
                case text if text in _CLOSING:
                    raise ShellSyntaxError(f'"{text}" unexpected')
                case _:
                    pass
        return self._function() if self._is_function() else self._simple()

    def _is_function(self) -> bool:
        after = self._tokens[self._position + 1 : self._position + 3]
        is_marked = [(each.kind, each.text) for each in after] == _FUNCTION_MARK
        return is_marked and _NAME.fullmatch(self.peek.text) is not None

    def _function(self) -> Node:
        name = self._next().text
        self._expect("(", Kind.OPERATOR)
        self._expect(")", Kind.OPERATOR)
        self._skip_newlines()
        return Function(name, self._command())

    def _braces(self) -> Node:
        self._next()
        body = self.block({"}"})
        self._expect("}")
        return Group(body, False, self._redirects())

    def _if(self) -> Node:
        branches: list[tuple[Node, Node]] = []
        while self._takes(Kind.WORD, "if", "elif"):
            condition = self.block({"then"})
            self._expect("then")
            branches.append((condition, self.block({"elif", "else", "fi"})))
        otherwise = self.block({"fi"}) if self._takes(Kind.WORD, "else") else None
        self._expect("fi")
        return self._wrapped(If(tuple(branches), otherwise))

    def _loop(self) -> Node:
        is_until = self._next().text == "until"
        condition = self.block({"do"})
        return self._wrapped(Loop(condition, self._body(), is_until))

    def _for(self) -> Node:
        self._next()
        name = self._next().text
        words: list[str] = []
        if self._takes(Kind.WORD, "in"):
            while self.peek.kind is Kind.WORD:
                words.append(self._next().text)
        else:
            words.append('"$@"')
        while self._takes(Kind.OPERATOR, ";", "\n"):
            pass
        return self._wrapped(For(name, tuple(words), self._body()))

    def _case(self) -> Node:
        self._next()
        word = self._next().text
        self._skip_newlines()
        self._expect("in")
        self._skip_newlines()
        branches: list[tuple[tuple[str, ...], Node]] = []
        while not self._takes(Kind.WORD, "esac"):
            self._takes(Kind.OPERATOR, "(")
            patterns = [self._pattern()]
            while self._takes(Kind.OPERATOR, "|"):
                patterns.append(self._pattern())
            self._expect(")", Kind.OPERATOR)
            branches.append((tuple(patterns), self.block({"esac"})))
            if not self._takes(Kind.OPERATOR, ";;"):
                self._expect("esac")
                break
            self._skip_newlines()
        return self._wrapped(Case(word, tuple(branches)))

    def _pattern(self) -> str:
        if self.peek.kind is not Kind.WORD:
            self._expect(")")
        return self._next().text

    def _body(self) -> Node:
        self._expect("do")
        body = self.block({"done"})
        self._expect("done")
        return body

    def _wrapped(self, node: Node) -> Node:
        redirects = self._redirects()
        return Group(node, False, redirects) if redirects else node

    def _redirects(self) -> tuple[Redirect, ...]:
        found: list[Redirect] = []
        while self.peek.kind is Kind.REDIRECT:
            found.append(self._redirect())
        return tuple(found)

    def _redirect(self) -> Redirect:
        text = self._next().text
        operator = text.lstrip("0123456789")
        number = text[: len(text) - len(operator)]
        target = self._next()
        if target.kind is not Kind.WORD:
            raise ShellSyntaxError("redirection unexpected")
        return Redirect(
            int(number) if number else (0 if operator.startswith("<") else 1), operator, target.text
        )

    def _simple(self) -> Node:
        words: list[str] = []
        assignments: list[tuple[str, str]] = []
        redirects: list[Redirect] = []
        while True:
            if self.peek.kind is Kind.REDIRECT:
                redirects.append(self._redirect())
            elif self.peek.kind is Kind.WORD:
                text = self._next().text
                assignment = _ASSIGNMENT.fullmatch(text) if not words else None
                if assignment:
                    assignments.append((assignment[1], assignment[2]))
                else:
                    words.append(text)
            else:
                break
        if not (words or assignments or redirects):
            shown = f'"{self.peek.text}"' if self.peek.text.strip() else "end of file"
            raise ShellSyntaxError(f"{shown} unexpected")
        return Simple(tuple(words), tuple(assignments), tuple(redirects))
