"""When a failed delivery is tried again."""
from __future__ import annotations

from datetime import UTC, datetime, timedelta

from services.notify.channels import CHANNELS
from services.notify.domain.retry import AFTER_SECONDS, next_try
from services.notify.store.delivery import BATCH, CLAIM_SECONDS

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def test_each_try_waits_longer_than_the_one_before():
    waits = [next_try(n, NOW) - NOW for n in range(1, len(AFTER_SECONDS) + 1)]
    assert waits[0] == timedelta(seconds=AFTER_SECONDS[0])
    assert waits == sorted(set(waits))


def test_after_the_last_try_it_is_given_up():
    assert next_try(len(AFTER_SECONDS) + 1, NOW) is None


def test_a_batch_is_sent_before_its_claim_ends_however_slow_each_channel_is():
    assert all(BATCH * channel.limit < CLAIM_SECONDS for channel in CHANNELS.values())
