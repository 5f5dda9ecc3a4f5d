"""Pages of a replica: the owner's figures, said to be a copy, and nothing that changes anything."""

import threading

import pytest
from starlette.applications import Starlette

from analytics.__main__ import main
from analytics.api.routes import Api
from analytics.api.tokens import Role, add
from analytics.ingest.sandbox import process
from analytics.storage import backup_timer
from analytics.storage.store import Store
from analytics.team import replica, snapshots
from pages.server import routes, sign_in, startup
from pages.ui import data, site, vendor_link, watched_folder
from tests.support.asgi import ask
from tests.support.pages import LESSON, LESSON_DAY, load, metric_values, open_page, page_text

PAGES = ("monitor/overview", "monitor/explore", "costs/bill", "costs/forecast", "costs/compare", "data/reconcile", "data/price_book")  # fmt: skip


@pytest.fixture
def copied(database, tmp_path, monkeypatch):
    """A snapshot of the billing page's lesson; from here on the server is a replica of it."""
    load(database, LESSON, day=LESSON_DAY)
    own = metric_values(open_page())
    data.close()
    with Store(database) as owner:
        token = add(owner, "bi", Role.ANALYST)
        folder = snapshots.current(owner).parent
    database.unlink()
    monkeypatch.setenv(replica.OF, str(folder))
    monkeypatch.setenv(replica.OWNER, "https://owner.example")
    return own, token


def test_each_page_shows_the_owners_figures_and_says_what_it_is(copied) -> None:
    own, _ = copied
    for page in PAGES:
        text = page_text(open_page(page))
        assert "Read-only replica – data edition" in text, page
    assert metric_values(open_page()) == own


def test_pages_that_change_data_are_out_of_sight_and_lead_to_the_owner(copied) -> None:
    assert sign_in.unseen() == frozenset(sign_in.NEEDS) and site.IMPORTS in sign_in.unseen()
    at = open_page("data/imports")
    assert "this page changes data, which a read-only replica does not" in page_text(at)
    assert not at.get("file_uploader")


def test_what_cannot_be_changed_here_is_one_sentence(copied) -> None:
    at = open_page("costs/bill")
    at.session_state["statement"] = True
    at.run()
    for box in [each for each in at.text_input if (each.key or "").startswith("account_")]:
        box.set_value("1")
    at.button(key="accounts_keep").click().run()
    assert "nothing can be changed here. Do it on the dashboard that owns" in page_text(at)


def test_programs_may_ask_and_send_nothing(copied, monkeypatch) -> None:
    _, token = copied
    app = Starlette(routes=Api(data.store, lambda: main).routes())
    given = {"authorization": f"Bearer {token}"}
    state = ask(app, "/ready").json
    assert (state["ready"], state["replica"]) == (True, True) and state["copy_age_s"] >= 0
    answer = ask(app, "/api/v1/minutes?by=kind", **given)
    assert sum(row["billable_ms"] for row in answer.json) == 6_600_000
    refused = ask(app, "/api/v1/imports?name=a.csv", method="POST", body=b"x", **given)
    assert refused.status == 403 and "read-only replica" in refused.json["error"]
    monkeypatch.setenv("RECORDINGS_CALLBACK_TOKEN", "word")
    answer = ask(Starlette(routes=routes.all_routes()), "/callbacks/tiw/word", method="POST", body=b"{}")  # fmt: skip
    assert answer.status == 503, "the vendor tries again"


def test_a_replica_watches_syncs_backs_up_and_writes_out_nothing(copied, monkeypatch) -> None:
    """Its process begins as the owner's does, but for what belongs to whoever owns the data."""

    def never(*_: object, **__: object) -> None:
        pytest.fail("it began")

    for part, name in ((vendor_link, "start"), (watched_folder, "start"), (snapshots, "keep_up"), (backup_timer, "run")):  # fmt: skip
        monkeypatch.setattr(part, name, never)
    for name in ("look_rarely", "pass_over_imports"):
        monkeypatch.setattr(startup.collector, name, lambda: None)
    monkeypatch.setattr(process, "prepare", lambda: None)
    stop = threading.Event()
    stop.set()
    startup._get_ready(stop)
