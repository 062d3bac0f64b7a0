"""`workbench recipe`: a Dockerfile for an app, made from a recipe and from what the app's folder shows."""

import argparse
import json
import shlex
from pathlib import Path

from workbench.cli_jobs.chosen_app import app_in
from workbench.cli_jobs.job import Job
from workbench.cli_jobs.options import add_folder, add_json
from workbench.cli_jobs.output import print_json, print_lines, say
from workbench.domain.errors import InvalidInput
from workbench.domain.recipes import AppFacts, Recipe, RecipeChoice, chosen_base
from workbench.plain_table import plain_table
from workbench.services.app_facts import app_facts
from workbench.services.read_recipes import find_recipe, read_recipes
from workbench.services.write_recipe import RecipePlan, plan_recipe, write_plan

_FAILED = 1
_EXAMPLES = """\
examples:
  workbench recipe                             the recipes, and what the folder shows
  workbench recipe ./senhas --use slim         print the Dockerfile; nothing is written
  workbench recipe --use hardened --write      write Dockerfile.hardened, and a .dockerignore if there is none
  workbench recipe --use slim --python 3.12 --port 8080 --command 'gunicorn -b 0.0.0.0:8080 app:app' --write

A file that is there already is never replaced unseen: its difference is printed, and --force writes it.
Recipes are TOML files with `title`, `base` and `dockerfile`; your own lie in
$XDG_CONFIG_HOME/container-workbench/recipes (~/.config/container-workbench/recipes where it is not set).

JSON keys:
  app, python, framework, command[], port, findings[], recipes[] (name, title, base, source)"""


def _add_options(parser: argparse.ArgumentParser) -> None:
    add_folder(parser)
    parser.add_argument("--use", metavar="NAME", help="make the Dockerfile of this recipe")
    parser.add_argument(
        "--name", metavar="NAME", default="", help="the new variant's name (default: the recipe's)"
    )
    parser.add_argument("--base", metavar="IMAGE", default="", help="another base image")
    parser.add_argument("--python", metavar="X.Y", default="", help="another Python version")
    parser.add_argument("--port", metavar="N", type=int, help="the port on which the app listens")
    parser.add_argument("--command", metavar="LINE", default="", help="the command that starts the app")
    parser.add_argument("--write", action="store_true", help="write the files")
    parser.add_argument("--force", action="store_true", help="replace files that are there")
    add_json(parser)


def _run(options: argparse.Namespace) -> int:
    path: Path = options.path
    app = app_in(path)
    facts = app_facts(app.folder, app.name)
    recipes, warnings = read_recipes()
    for warning in warnings:
        say(warning)
    if not options.use:
        _tell(facts, recipes, as_json=options.json)
        return 0
    recipe = find_recipe(options.use, recipes)
    plan = plan_recipe(app.folder, recipe, facts, _choice(options), name=options.name)
    if not options.write:
        print_lines(_text_of(plan, app.folder).splitlines())
        return 0
    return _write(app.folder, plan, force=options.force)


def _choice(options: argparse.Namespace) -> RecipeChoice:
    try:
        command = tuple(shlex.split(options.command))
    except ValueError as error:
        raise InvalidInput(f"--command is no command: {error}.", "Close its quotes.") from error
    if options.port is not None and not 0 < options.port < 65536:
        raise InvalidInput(f"{options.port} is no port.", "A port is a number from 1 to 65535.")
    return RecipeChoice(options.base, options.python, options.port, command)


def _tell(facts: AppFacts, recipes: tuple[Recipe, ...], *, as_json: bool) -> None:
    rows = [(each.name, chosen_base(each, facts, RecipeChoice()), each.title) for each in recipes]
    if not as_json:
        print_lines(plain_table(("recipe", "base", "what it is"), rows))
        print_lines(
            ["", f"{facts.name}: {'; '.join(facts.findings)}", f"starts with {json.dumps(facts.command)}"]
        )
        return
    print_json(
        {
            "app": facts.name,
            "python": facts.python,
            "framework": facts.framework or None,
            "command": list(facts.command),
            "port": facts.port,
            "findings": list(facts.findings),
            "recipes": [
                {"name": name, "title": title, "base": base, "source": each.source}
                for each, (name, base, title) in zip(recipes, rows, strict=True)
            ],
        }
    )


def _text_of(plan: RecipePlan, folder: Path) -> str:
    planned = next((each.after for each in plan.changes if each.path == plan.dockerfile), None)
    return planned or (folder / plan.dockerfile).read_text(encoding="utf-8")


def _write(folder: Path, plan: RecipePlan, *, force: bool) -> int:
    if not plan.changes:
        say(f"{plan.dockerfile} is so already.")
        return 0
    if plan.overwrites and not force:
        for change in plan.changes:
            print_lines(change.patch.splitlines() if change.before is not None else ())
        say(f"{plan.dockerfile} is there already, and another; nothing was written. --force replaces it.")
        return _FAILED
    for name in write_plan(folder, plan):
        say(f"wrote {folder / name}")
    return 0


JOB = Job("Make a Dockerfile from a recipe.", _EXAMPLES, _add_options, _run, needs_engine=False)
