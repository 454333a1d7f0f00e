"""Ask why an account sees a record, or cannot: `python -m tools.why incident ID ACCOUNT`, as a leader or operator.

The token of who asks stands in LINLI_TOKEN, so that no password is typed into a shell. Each question is audited.
"""
from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import click

from services.gateway.why.schemas import HOLDERS
from tools.client import Client, Refused

PATH = "/api/v1/why"


@click.command()
@click.argument("kind", type=click.Choice([*HOLDERS]))
@click.argument("id")
@click.argument("account")
@click.option("--url", envvar="LINLI_URL", required=True, help="where the front door answers")
@click.option("--token", envvar="LINLI_TOKEN", required=True, help="of the leader or operator who asks")
def main(kind: str, id: str, account: str, *, url: str, token: str) -> None:
    """Say why ACCOUNT sees the KIND with this ID, or cannot."""
    asked = urlencode({"kind": kind, "id": id, "account": account})
    try:
        told = Client(url, token=token).get(f"{PATH}?{asked}")
    except Refused as refused:
        raise click.ClickException(str(refused)) from None
    click.echo("\n".join(lines(told)))


def lines(told: dict[str, Any]) -> list[str]:
    """Give the chain as a person reads it, a link a line."""
    record = told["record"]
    links = {
        "sees": f"{'yes' if told['sees'] else 'no'}: {told['words']} ({told['because']})",
        "role": f"{told['role'] or '-'}, bounded by {told['limit'] or '-'}",
        "has": ", ".join(told["has"]) or "-",
        "record": f"area {' > '.join(record['area_path'])}, unit {record['unit'] or '-'}",
    }
    posts = [f"{one['place']} since {one['since']}" + (f" until {one['until']}" if one["until"] else "") for one in told["posts"]]
    return [f"{name:>7}  {said}" for name, said in [*links.items(), *(("post", one) for one in posts)]]


if __name__ == "__main__":
    main()
