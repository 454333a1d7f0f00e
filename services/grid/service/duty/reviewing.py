"""Quarterly reviews: clusters, and the causes and measures written beside them."""
from __future__ import annotations

from dataclasses import fields

from kernel.command import Outcome
from kernel.db import Tx
from kernel.errors import Missing
from kernel.rpc import rpc
from kernel.wire import load
from services.grid.domain.duty import review as rule
from services.grid.domain.duty.review import Note, Review
from services.grid.schemas.duty import review as schemas
from services.grid.service.acting import Order
from services.grid.service.duty.acting import DutyActing, dumped, shown
from services.grid.store.duty import review as store

CELLS_MOST = 1000


class Reviewing(DutyActing):
    """What a leader does with a review of the own area."""

    @rpc
    def list_reviews(self, command: Order) -> Order:
        """Give one page of reviews in scope."""
        order = load(schemas.ListReviews, command)
        items, following = store.page(
            self.db, self.duty_scope(order["area"]), limit=order["limit"], after=order["after"]
        )
        return {"items": [shown(one, schemas.ReviewRow) for one in items], "next": following}

    @rpc
    def find_review(self, command: Order) -> Order:
        """Give a review with its largest clusters and what was written beside them.

        :raises Missing: grid.review_missing, also when it is out of scope
        """
        review = self._review_within(store.get(self.db, load(schemas.FindReview, command)["review"]))
        return {
            **shown(review, schemas.ReviewRow),
            "cells": [dumped(cell) for cell in store.cells(self.db, review.id, limit=CELLS_MOST)],
            "notes": [dumped(note) for note in store.notes(self.db, review.id)],
        }

    @rpc
    def note_review(self, command: Order) -> Order:
        """Write cause and measure beside a cluster.

        :raises Missing: grid.review_missing, grid.review_cell_missing
        :raises Conflict: grid.review_changed, grid.review_closed
        :raises Invalid: grid.unit_unknown
        """
        return self.duty_act("note_review", schemas.NoteReview, command, self._write_note)

    @rpc
    def close_review(self, command: Order) -> Order:
        """End a review.

        :raises Missing: grid.review_missing
        :raises Conflict: grid.review_changed, grid.review_closed
        """
        return self.duty_act("close_review", schemas.CloseReview, command, self._close_one_review)

    def _write_note(self, tx: Tx, order: Order) -> Outcome:
        ground = self.ground  # before the first statement: who holds a connection must not wait for another
        before = self._review_within(store.lock(tx, order["review"], version=order["version"]))
        note = Note(**{field.name: order[field.name] for field in fields(Note)})
        after = rule.note(before)
        ground.serving(note.unit, before.area)
        store.has_cell(tx, before.id, note.case_type, note.place)
        store.add_note(tx, before.id, note, by=self.duty_account, at=self.now)
        return _saved(tx, before, after)

    def _close_one_review(self, tx: Tx, order: Order) -> Outcome:
        before = self._review_within(store.lock(tx, order["review"], version=order["version"]))
        return _saved(tx, before, rule.close(before, at=self.now))

    def _review_within(self, review: Review) -> Review:
        if not self.in_duty_scope(review.area):
            raise Missing("grid.review_missing")
        return review


def _saved(tx: Tx, before: Review, after: Review) -> Outcome:
    store.save(tx, before, after)
    reply = shown(after, schemas.ReviewRow)
    return Outcome(reply, "review", after.id, after.version, detail={"state": after.state, "area": after.area})
