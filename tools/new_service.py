"""Makes a service that runs from tools/skeleton: `make new-service NAME=lamp`."""
from __future__ import annotations

import keyword
import re
from pathlib import Path
from string import Template

import click

from tools.worker import ROOT

SKELETON = Path(__file__).resolve().parent / "skeleton"
NAME = re.compile(r"[a-z][a-z]{1,30}")
RESERVED = ("kernel", "services", "tests", "tools", "public", "user", "order", "group", "table")
NEXT = """
Two edits make it run:
  kernel/migrate.py                  add "{name}" to SERVICES: schema, role and process follow
  services/gateway/routes/<noun>.py  a row for each act that people may call

Then `make contract` names what else must know of it: words for its error codes, a row of the glossary for each new
word, its Deployment. `make rules` writes what is generated.
"""


class BadName(ValueError):
    """A name that Python, PostgreSQL or the project cannot take."""


class Taken(Exception):
    """There is a service of this name."""


def make(name: str, *, root: Path = ROOT) -> list[Path]:
    """Write the files of a service and give them. name: small letters, a singular noun.

    :raises BadName:
    :raises Taken: and nothing is written
    """
    if not NAME.fullmatch(name) or keyword.iskeyword(name) or name in RESERVED:
        raise BadName(f"{name!r}: want a singular noun in small letters")
    if (root / "services" / name).exists():
        raise Taken(name)
    words = {"name": name, "Name": name.capitalize(), "RULE": name[:2].upper(), "rule": name[:2]}
    return [_write(source, root, words) for source in sorted(SKELETON.rglob("*.txt"))]


def _write(source: Path, root: Path, words: dict[str, str]) -> Path:
    """Write one file. In the skeleton a folder or file called `name` stands for the service's own."""
    place = source.relative_to(SKELETON).with_suffix("")
    parts = [re.sub(r"\bname\b", words["name"], part) for part in place.parts]
    target = root.joinpath(*parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(Template(source.read_text()).substitute(words))
    return target


@click.command()
@click.argument("name")
def main(name: str) -> None:
    """Make the service NAME and say what is left to do."""
    try:
        made = make(name)
    except BadName as bad:
        raise click.ClickException(str(bad)) from bad
    except Taken as taken:
        raise click.ClickException(f"services/{name} is there already") from taken
    for path in made:
        click.echo(path.relative_to(ROOT))
    click.echo(NEXT.format(name=name))


if __name__ == "__main__":
    main()
