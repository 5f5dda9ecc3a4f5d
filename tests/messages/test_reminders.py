"""Quotes that wait for an answer are reminded of twice: 7 days and 1 day before their validity ends."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from analytics.messages.channels import Channel, Channels, Medium, What
from analytics.messages.message import Message
from analytics.messages.notify import due, notify
from analytics.messages.reminders import ANSWER_DAYS
from analytics.quotes import lifecycle, sharing
from analytics.quotes.repository import Status
from analytics.quotes.signature import Signature
from analytics.storage.store import Store
from tests.support.quotes import request

ISSUED, LAST = date(2026, 12, 1), date(2026, 12, 31)
ROOM = Channel("room", Medium.WEBHOOK, "http://127.0.0.1:1/x", what=(What.QUOTES,))
MAIL = Channel("mail", Medium.EMAIL, "smtp://127.0.0.1:1", to=("all@x.example",), what=(What.QUOTES,))  # fmt: skip
BOTH = Channels((ROOM, MAIL), "https://rec.example")


@pytest.fixture
def store(database: Path) -> Iterator[Store]:
    with Store(database) as opened:
        yield opened


def issued(store: Store, **changes: object) -> str:
    number = lifecycle.save_draft(store, request(number="", **changes)).number
    return lifecycle.issue(store, number, ISSUED, "li@x.example").number


def told(store: Store, day: date) -> list[tuple[str, Message, tuple[str, ...]]]:
    """What is sent on a day: the channel, the message, and who gets it."""
    came: list[tuple[str, Message, tuple[str, ...]]] = []
    at = datetime(day.year, day.month, day.day, 4)  # noqa: DTZ001 - UTC, noon in Shanghai
    notify(store, BOTH, at, lambda to, message, _: came.append((to.name, message, to.to)))
    return came


def days_told(store: Store) -> list[date]:
    days = (ISSUED + timedelta(n) for n in range(40))
    return [day for day in days if told(store, day)]


def test_an_owner_hears_of_it_seven_days_and_one_day_before_the_end(store: Store) -> None:
    number = issued(store)
    token = sharing.share(store, number, 1, ISSUED, "Li").token
    assert told(store, LAST - timedelta(8)) == []
    (room, message, _), (mail, same, to) = told(store, LAST - timedelta(7))
    assert (room, mail, to, same) == ("room", "mail", ("li@x.example",), message)
    text = message.plain()
    assert "Q-2026-0001, revision 1 is valid until 2026-12-31" in text
    assert "USD 9,208.08 for Riverside School, offered by Li Wei" in text
    assert "has not opened the link" in text and "https://rec.example/quotes?quote=Q-2026" in text
    assert token not in text
    sharing.count_view(store, token, datetime(2026, 12, 28, 9))  # noqa: DTZ001
    assert told(store, LAST - timedelta(6)) == told(store, LAST - timedelta(2)) == []
    assert "opened the link once, last on 2026-12-28" in told(store, LAST - timedelta(1))[0][1].plain()  # fmt: skip
    assert told(store, LAST) == told(store, LAST + timedelta(1)) == []


@pytest.mark.slow
def test_a_day_without_a_run_is_caught_up_and_a_short_validity_is_not_nagged_about(
    store: Store,
) -> None:
    issued(store)
    issued(store, valid_until=ISSUED + timedelta(5), customer="Short")
    assert days_told(store) == [ISSUED + timedelta(4), LAST - timedelta(7), LAST - timedelta(1)]
    with_gap = issued(store, valid_until=LAST + timedelta(30))
    told(store, LAST + timedelta(27))
    assert with_gap == "Q-2026-0003"
    assert len(told(store, LAST + timedelta(30))) == 2


def test_an_answer_a_new_revision_and_a_draft_are_not_reminded_of(store: Store) -> None:
    declined, revised = issued(store), issued(store)
    lifecycle.close(store, declined, 1, Status.DECLINED, ISSUED, "Li")
    lifecycle.revise(store, revised, ISSUED, "Li")
    lifecycle.save_draft(store, request(number=""))
    week_before = datetime(2026, 12, 24, 4)  # noqa: DTZ001 - UTC
    reminded = [
        n.message.title for n in due(store, BOTH, week_before) if "valid" in n.message.title
    ]
    assert reminded == [f"Quote {revised}, revision 1 is valid until 2026-12-31"] * 2
    lifecycle.issue(store, revised, ISSUED, "Li")
    titles = {title for n in due(store, BOTH, week_before) if "valid" in (title := n.message.title)}
    assert titles == {f"Quote {revised}, revision 2 is valid until 2026-12-31"}


@pytest.mark.slow
def test_an_owner_hears_what_the_customer_answered_once_and_not_of_old_answers(
    store: Store,
) -> None:
    """The trail has the clock's time, so that this test reckons from today."""
    today = datetime.now(UTC).date()
    accepted, declined = (
        lifecycle.issue(store, lifecycle.save_draft(store, request(number="", issued=today, valid_until=today + timedelta(30))).number, today, "li@x.example").number
        for _ in range(2)
    )  # fmt: skip
    tokens = [sharing.share(store, number, 1, today, "Li").token for number in (accepted, declined)]
    signature = Signature("Mei Tan", "CFO", typed="Mei Tan")
    sharing.accept(store, tokens[0], signature, "", today, datetime(2026, 12, 2))  # noqa: DTZ001
    sharing.decline(store, tokens[1], "Jo", "Head", "Too late.", today)
    late = today + timedelta(days=ANSWER_DAYS + 2)
    assert told(store, late) == []
    came = told(store, today)
    assert {(message.title, to) for name, message, to in came if name == "mail"} == {
        (f"Quote {accepted}, revision 1 was accepted", ("li@x.example",)),
        (f"Quote {declined}, revision 1 was declined", ("li@x.example",)),
    }
    text = "\n".join(message.plain() for _, message, _ in came)
    assert "By Mei Tan, CFO." in text and "By Jo, Head: Too late." in text
    assert not any(token in text for token in tokens)
    assert told(store, today) == told(store, today + timedelta(1)) == []
