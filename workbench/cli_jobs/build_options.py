"""The options of `workbench build` that say how, not what."""

import argparse

from workbench.domain.build_options import BuildOptions
from workbench.domain.variants import App, Variant
from workbench.services.build_options_store import BuildOptionsStore


def add_build_options(parser: argparse.ArgumentParser) -> None:
    """What the form of the screens asks for too; it holds for all variants that are built."""
    group = parser.add_argument_group("how, for all that are built")
    group.add_argument("--no-cache", action="store_true", help="run every step again")
    group.add_argument("--pull", action="store_true", help="look for newer base images")
    group.add_argument(
        "--build-arg", metavar="NAME=VALUE", action="append", type=_pair, default=[], help="repeatable"
    )
    group.add_argument(
        "--label", metavar="NAME=VALUE", action="append", type=_pair, default=[], help="repeatable"
    )
    group.add_argument("--target", metavar="STAGE", default="", help="end with this stage")
    group.add_argument("--platform", metavar="PLATFORM", default="", help="as linux/arm64")
    group.add_argument("--network", metavar="MODE", default="", help="while building: default, none, host")
    group.add_argument(
        "--remembered", action="store_true", help="begin with what the form of the screens remembers"
    )


def options_by_variant(
    options: argparse.Namespace, app: App, variants: tuple[Variant, ...]
) -> dict[str, BuildOptions]:
    """How each variant is built: as the command line says, over what is remembered if that is asked for."""
    asked = BuildOptions(
        tuple(options.build_arg),
        options.target,
        options.no_cache,
        options.pull,
        options.platform,
        options.network,
        tuple(options.label),
    )
    remembered = BuildOptionsStore(app.folder).all() if options.remembered else {}
    return {each.name: asked.over(remembered.get(each.name, BuildOptions())) for each in variants}


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not name or not equals:
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=VALUE")
    return name, value
