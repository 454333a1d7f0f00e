"""Which limits an act passes through, found in the code itself: from the act to every call of `kernel.scope.reach`."""
from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

from kernel import scope

FRONT = "gateway"
SERVICES = ("grid", "petition", "mediation", "notify", FRONT)
OWN = "services."
ROOT = Path(__file__).resolve().parent.parent
Limits = Mapping[str, str]


def tables(function: Any, owner: type) -> dict[str, Limits]:
    """Give the tables role -> limit an act comes to, by the module each stands in.

    owner: the class whose `self` the act is of.
    """
    found: dict[str, Limits] = {}
    seen, todo = {(function, owner)}, [(function, owner)]
    while todo:
        one, of = todo.pop()
        if any(named is scope.reach for named in _named(one, of)):
            found[one.__module__] = one.__globals__["REACHES"]
        following = {*_following(one, of)} - seen
        seen |= following
        todo += following
    return found


def acts(service: str) -> dict[str, tuple[Any, type]]:
    """Give the acts of a service by name, each with the class whose `self` it is of."""
    return dict(_front()) if service == FRONT else _remote(service)


def _remote(service: str) -> dict[str, tuple[Any, type]]:
    owner = import_module(f"{OWN}{service}.service").Service
    found = {name: getattr(owner, name) for name in dir(owner) if not name.startswith("__")}
    return {name: (method, owner) for name, method in found.items() if _called(method)}


def _front() -> Iterator[tuple[str, tuple[Any, type]]]:
    """Give the acts of the front door: what its classes put into `acts` by name."""
    for file in sorted((ROOT / "services" / FRONT).rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        if "self.acts" in text:
            module = import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))
            for node in ast.parse(text).body:
                if isinstance(node, ast.ClassDef):
                    yield from _put(node, getattr(module, node.name))


def _put(node: ast.ClassDef, owner: type) -> Iterator[tuple[str, tuple[Any, type]]]:
    for one in ast.walk(node):
        if isinstance(one, ast.Assign | ast.AnnAssign) and isinstance(one.value, ast.Dict) and _is_acts(one):
            for key, value in zip(one.value.keys, one.value.values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(value, ast.Attribute) and hasattr(owner, value.attr):
                    yield str(key.value), (getattr(owner, value.attr), owner)


def _is_acts(node: ast.Assign | ast.AnnAssign) -> bool:
    target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
    return isinstance(target, ast.Attribute) and target.attr == "acts"


def _called(method: Any) -> bool:
    return any(type(one).__name__ == "Rpc" for one in getattr(method, "nameko_entrypoints", ()))


def _walked(named: Any) -> bool:
    """Tell whether it is a function written here; what a dataclass makes for itself has no text."""
    if not isinstance(named, FunctionType) or not named.__module__.startswith(OWN):
        return False
    return not inspect.unwrap(named).__code__.co_filename.startswith("<")


@cache
def _following(function: Any, owner: type) -> tuple[tuple[Any, type], ...]:
    """Give where a function leads to: functions and methods it names, and all that a class it names can do."""
    found: list[tuple[Any, type]] = []
    for named in _named(function, owner):
        if _walked(named):
            found.append((named, owner))
        elif inspect.isclass(named) and named.__module__.startswith(OWN):
            found += [(method, named) for method in vars(named).values() if _walked(method)]
    return tuple(found)


@cache
def _named(function: Any, owner: type) -> tuple[Any, ...]:
    """Give what a function names: of its own object, of its module, of modules it imports."""
    nodes = ast.walk(ast.parse(textwrap.dedent(inspect.getsource(function))))
    return tuple(_meant(function, owner, node) for node in nodes if isinstance(node, ast.Name | ast.Attribute))


def _meant(function: Any, owner: type, node: ast.Name | ast.Attribute) -> Any:
    if isinstance(node, ast.Name):
        return function.__globals__.get(node.id)
    return _attribute(function, owner, node.value.id, node.attr) if isinstance(node.value, ast.Name) else None


def _attribute(function: Any, owner: type, of: str, name: str) -> Any:
    if of == "self":
        found = inspect.getattr_static(owner, name, None)
        return found.fget if isinstance(found, property) else getattr(found, "func", found)
    module = function.__globals__.get(of)
    return getattr(module, name, None) if isinstance(module, ModuleType) else None
