"""Finds the row for a request by walking its segments, whatever the number of rows."""
from __future__ import annotations

from urllib.parse import unquote

from kernel.errors import Failure, Missing
from services.gateway.http.route import Foreign, Route

LONGEST_SEGMENT = 128


class VerbRefused(Failure):
    """The path exists, the verb does not."""

    status = 405


class Node:
    """One segment of the tree: fixed children by name, one variable child, and the rows that end here by verb."""

    __slots__ = ("children", "rows", "variable")

    def __init__(self) -> None:
        self.children: dict[str, Node] = {}
        self.variable: Node | None = None
        self.rows: dict[str, Route] = {}


class Table:
    """The compiled route table.

    :raises ValueError: at start, when two rows share verb and path
    """

    def __init__(self, rows: tuple[Route, ...]):
        self.rows = rows
        self._root = Node()
        self._below = {row.foreign.below: row.foreign for row in rows if row.foreign and row.foreign.below}
        for row in rows:
            self._add(row)

    def find(self, verb: str, path: str) -> tuple[Route, dict[str, str]]:
        """Give the row and the variable segments by name; HEAD is answered by GET.

        path: as received, still percent-encoded, so that an encoded slash does not make a segment.

        :raises Missing: gateway.path_unknown
        :raises VerbRefused: gateway.verb_refused, facts allow
        """
        node, values = self._walk(path)
        row = node.rows.get("GET" if verb == "HEAD" else verb)
        if row is None:
            raise VerbRefused("gateway.verb_refused", allow=self.allowed(node))
        return row, dict(zip(row.parameters, values, strict=True))

    @staticmethod
    def allowed(node: Node) -> list[str]:
        """Give the verbs a path answers to."""
        return sorted({*node.rows, "OPTIONS", *(("HEAD",) if "GET" in node.rows else ())})

    def verbs(self, path: str) -> list[str]:
        """Give the verbs of a path.

        :raises Missing: gateway.path_unknown
        """
        return self.allowed(self._walk(path)[0])

    def told(self, path: str) -> tuple[tuple[str, str], ...]:
        """Give what any row of a path says in the headers of its answers.

        :raises Missing: gateway.path_unknown
        """
        return next((row.told for row in self._walk(path)[0].rows.values() if row.told), ())

    def foreign(self, path: str) -> Foreign | None:
        """Give the standard of others that a path without a row belongs to, None for our own."""
        return next((one for below, one in self._below.items() if f"{path}/".startswith(f"{below}/")), None)

    def _walk(self, path: str) -> tuple[Node, list[str]]:
        node, values = self._root, []
        for part in path.split("/")[1:]:
            child = node.children.get(part) or node.children.get(_lowered(part))
            if child is None:
                child = node.variable
                if child is None or not part or len(part) > LONGEST_SEGMENT:
                    raise Missing("gateway.path_unknown")
                values.append(unquote(part, errors="replace"))
            node = child
        if not node.rows:
            raise Missing("gateway.path_unknown")
        return node, values

    def _add(self, row: Route) -> None:
        node = self._root
        for part in row.path.split("/")[1:]:
            if part.startswith("{"):
                node.variable = node.variable or Node()
                node = node.variable
            else:
                node = node.children.setdefault(part, Node())
        if row.verb in node.rows:
            raise ValueError(f"two rows for {row.verb} {row.path}")
        node.rows[row.verb] = row


def _lowered(part: str) -> str:
    """Give a segment with its ending in small letters: `.XML` asks for the same as `.xml`."""
    stem, dot, end = part.rpartition(".")
    return f"{stem}{dot}{end.lower()}" if dot else part
