"""Whole-number arithmetic of `$(( … ))`."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping

from workbench.embedded.shell.lexer import ShellSyntaxError

_BINARY: dict[type[ast.operator], Callable[[int, int], int]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: lambda left, right: int(left / right),
    ast.Mod: lambda left, right: left - right * int(left / right),
}
_COMPARE: dict[type[ast.cmpop], Callable[[int, int], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


def evaluate(text: str, variables: Mapping[str, str]) -> int:
    """Work out an expression; names stand for variables, unset ones for 0."""
    if not text.strip():
        return 0
    try:
        return _value(ast.parse(text.strip().replace("/", "//"), mode="eval").body, variables)
    except (SyntaxError, ZeroDivisionError, ValueError) as error:
        raise ShellSyntaxError(f"arithmetic expression: {text.strip()}") from error


def _value(node: ast.expr, variables: Mapping[str, str]) -> int:
    match node:
        case ast.Constant(value=int() as number):
            return int(number)
        case ast.Name(id=name):
            return int(variables.get(name) or "0")
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, variables)
        case ast.BinOp(left=left, op=kind, right=right) if type(kind) in _BINARY:
            return _BINARY[type(kind)](_value(left, variables), _value(right, variables))
        case ast.Compare(left=left, ops=[kind], comparators=[right]) if type(kind) in _COMPARE:
            return int(_COMPARE[type(kind)](_value(left, variables), _value(right, variables)))
        case _:
            raise ValueError("not simulated")
