"""The users and groups that a tree of files names."""

from __future__ import annotations

from workbench.embedded.world.files import FileTree


def users_of(tree: FileTree, path: str = "etc/passwd") -> list[tuple[str, int, int]]:
    """Read the users, or from `etc/group` the groups: name, number, and a user's group."""
    entry = tree.find(path)
    rows = [line.split(":") for line in entry.data.decode("utf-8", "replace").splitlines()] if entry else []
    return [
        (row[0], int(row[2]), int(row[3]) if len(row) > 3 and row[3].isdigit() else 0)
        for row in rows
        if len(row) > 2 and row[2].isdigit()
    ]


def unknown_user(tree: FileTree, user: str) -> str:
    """Say in Docker's words that a user, or the group after its colon, is not there; empty when all is."""
    name, _, group = user.partition(":")
    for kind, each, file in (("user", name, "passwd"), ("group", group, "group")):
        known = [found for found, _, _ in users_of(tree, f"etc/{file}")]
        if each and not each.isdigit() and each not in known:
            return f"unable to find {kind} {each}: no matching entries in {file} file"
    return ""


def user_number(tree: FileTree, user: str) -> int:
    """Give the number of a user written as name, number or `user:group`; unknown names are root's."""
    name = user.split(":")[0]
    if name.isdigit():
        return int(name)
    return next((number for found, number, _ in users_of(tree) if found == name), 0)


def home_of(tree: FileTree, user: str) -> str:
    """Give the home that `etc/passwd` names for a user; `/` where it names none."""
    number = user_number(tree, user)
    entry = tree.find("etc/passwd")
    lines = entry.data.decode("utf-8", "replace").splitlines() if entry else []
    rows = (line.split(":") for line in lines)
    return next((row[5] for row in rows if len(row) > 5 and row[2] == str(number)), "") or "/"


def group_number(tree: FileTree, user: str) -> int:
    """Give the group of a user written as name, number or `user:group`: the one named, or the user's own."""
    group = user.partition(":")[2]
    if group.isdigit():
        return int(group)
    if group:
        return next((number for found, number, _ in users_of(tree, "etc/group") if found == group), 0)
    number = user_number(tree, user)
    return next((own for _, each, own in users_of(tree) if each == number), 0)
