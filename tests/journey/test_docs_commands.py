"""Every shell block of README and docs is run, in the order of its page, against a running stack.

A block that cannot be run says why in a comment before it: `<!-- not run: reason -->`; a contract test keeps those few.
"""
from __future__ import annotations

import os
import subprocess

import pytest

from tests.markdown import PAGES, ROOT, blocks

pytestmark = pytest.mark.timeout(400)
SHELL = {
    page: [block.text for block in blocks(page) if block.kind == "sh" and block.reason is None] for page in PAGES
}
# both languages have the same blocks, as a contract test sees to
WITH_SHELL = [page for page, texts in SHELL.items() if texts and page.name != "README.zh-CN.md"]
PROBLEM = "urn:linli:problem:"


@pytest.fixture(scope="module")
def tree(stack, tmp_path_factory):
    """The project as a reader has it, except that its stack is this module's."""
    made = tmp_path_factory.mktemp("tree")
    for entry in ROOT.iterdir():
        if entry.name not in (".run", ".git", "backup"):
            (made / entry.name).symlink_to(entry)
    (made / ".run").symlink_to(stack.home)
    return made


def run(tree, text):
    """Run lines as a reader would type them, but stop at the first that fails."""
    given = {key: value for key, value in os.environ.items() if not key.startswith("LINLI_")}
    return subprocess.run(
        ["bash", "-c", "set -eu -o pipefail\n" + text],
        check=False, cwd=tree, env=given, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=300,
    )  # fmt: skip


@pytest.mark.parametrize("page", WITH_SHELL, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_commands_of_a_page_do_what_it_says(tree, page):
    done = run(tree, "\n".join(SHELL[page]))
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert PROBLEM not in done.stdout


def test_the_readme_leads_a_matter_to_its_rating(tree):
    done = run(tree, "\n".join(SHELL[ROOT / "README.md"]))
    states = [line for line in done.stdout.splitlines() if '"state":' in line]
    assert any('"state":"closed"' in line and '"rate"' not in line for line in states), done.stdout
    assert '"state":"handled"' in done.stdout
    assert "whole" in done.stdout


def test_a_command_that_is_refused_is_seen(tree):
    first = SHELL[ROOT / "README.md"][1]  # the three functions
    done = run(tree, first + "\nas leader1\nto incidents/00000000-0000-7000-8000-000000000000\necho unseen")
    assert done.returncode != 0
    assert "unseen" not in done.stdout
