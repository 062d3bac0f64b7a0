"""What layers hold that an image does not need, known by its path: which rule it breaks, and the fix."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LayerRule:
    """One thing that makes layers needlessly large: its name, why, and what to write instead."""

    name: str
    reason: str
    fix: str


APT_LISTS = LayerRule(
    "apt-lists",
    "package lists and downloads of apt stay in the layer",
    "End the same RUN with: && rm -rf /var/lib/apt/lists/*",
)
APK_CACHE = LayerRule("apk-cache", "the index of apk stays in the layer", "Use apk add --no-cache.")
DNF_CACHE = LayerRule(
    "dnf-cache", "the cache of dnf stays in the layer", "End the same RUN with: && dnf clean all"
)
PIP_CACHE = LayerRule(
    "pip-cache",
    "the download cache of a Python installer stays in the layer",
    "Use pip install --no-cache-dir, or a cache mount: RUN --mount=type=cache,target=/root/.cache",
)
NODE_CACHE = LayerRule(
    "node-cache",
    "the download cache of npm or yarn stays in the layer",
    "Use a cache mount: RUN --mount=type=cache,target=/root/.npm",
)
BYTECODE = LayerRule(
    "bytecode",
    "compiled Python, which Python makes anew from the sources",
    "Use pip install --no-compile, or PYTHONDONTWRITEBYTECODE=1; a first start takes longer then.",
)
COPIED_BYTECODE = LayerRule(
    "copied-bytecode", "compiled Python of this machine was copied", "Name __pycache__ in .dockerignore."
)
GIT_COPIED = LayerRule(
    "git-copied", "the history of the repository was copied", "Name .git in .dockerignore."
)
GIT_CLONED = LayerRule(
    "git-cloned",
    "the history of a cloned repository stays in the layer",
    "Clone with --depth 1 and remove .git in the same RUN.",
)
CONTEXT = LayerRule(
    "context-copied",
    "the whole context was copied, with files that no container needs",
    "Copy only what the app needs, or name the rest in .dockerignore.",
)
BUILD_TOOLS = LayerRule(
    "build-tools",
    "compilers and headers, needed only to build, stay in the image",
    "Build in a stage of its own and copy the result; or install, use and purge them in one RUN.",
)
REMOVED = LayerRule(
    "removed-later",
    "a later layer removes files that this one still stores",
    "Remove them in the step that makes them.",
)
OVERWRITTEN = LayerRule(
    "overwritten-later",
    "a later layer writes files anew that this one still stores",
    "Write each file once, in its last form.",
)
OWNER = LayerRule(
    "owner-again",
    "files were stored once more, only for another owner or mode",
    "Give the owner while copying, with COPY --chown; or in the RUN that makes the files.",
)
WRITTEN_AGAIN = LayerRule(
    "written-again",
    "files were written again with the content, owner and mode that they had",
    "Write each file once: even a new time alone stores it whole again.",
)
DUPLICATE = LayerRule("second-copy", "the same content is stored twice", "Keep one, and link to it.")

_CACHES: tuple[tuple[str, LayerRule], ...] = (
    ("/var/lib/apt/lists/", APT_LISTS),
    ("/var/cache/apt/", APT_LISTS),
    ("/var/cache/apk/", APK_CACHE),
    ("/var/cache/dnf/", DNF_CACHE),
    ("/var/cache/yum/", DNF_CACHE),
    ("/.cache/pip/", PIP_CACHE),
    ("/.cache/uv/", PIP_CACHE),
    ("/.cache/pypoetry/", PIP_CACHE),
    ("/.npm/_cacache/", NODE_CACHE),
    ("/.cache/yarn/", NODE_CACHE),
)
_TOOLS = re.compile(
    r"/usr/(?:local/)?(?:lib|libexec)/gcc/"
    r"|/usr/(?:local/)?include/"
    r"|/usr/(?:local/)?lib/(?:[^/]+/)?[^/]+\.a$"
    r"|/usr/(?:local/)?bin/(?:[^/]*-)?(?:gcc|g\+\+|cpp|c\+\+|make|cmake|ld|as|gold|ar|clang|rustc|cargo)(?:[-.\d]*)$"
)
_UNNEEDED_FOLDERS = re.compile(
    r"/(?:\.github|\.gitlab|\.idea|\.vscode|\.pytest_cache|\.mypy_cache|\.ruff_cache|\.tox|\.nox|\.venv|node_modules)/"
)
_UNNEEDED_FILES = re.compile(
    r"/(?:[^/]*\.?Dockerfile(?:\.[^/]*)?|\.dockerignore|\.gitignore|\.gitattributes|\.DS_Store|\.env"
    r"|(?:docker-)?compose[^/]*\.ya?ml|[^/]+\.(?:log|swp|orig|pyc))$"
)


def rule_of_path(path: str, keyword: str, *, from_context: bool) -> LayerRule | None:
    """The rule that a file breaks by where it stands, in a layer made by such an instruction."""
    place = f"/{path}"
    if "cache" in place or "/apt/" in place:
        for folder, rule in _CACHES:
            if folder in place:
                return rule
    if "/.git/" in place:
        return GIT_COPIED if keyword in ("COPY", "ADD") else GIT_CLONED
    if "/__pycache__/" in place:
        return COPIED_BYTECODE if from_context and "-packages/" not in place else BYTECODE
    if from_context and (_UNNEEDED_FOLDERS.search(place) or _UNNEEDED_FILES.search(place)):
        return CONTEXT
    if keyword == "RUN" and _TOOLS.match(place):
        return BUILD_TOOLS
    return None
