"""Audit: who did what is found by person and kind, and a record that was changed is said."""

from analytics.core.people import Act, Person, Role
from analytics.storage import acting
from analytics.storage.store import Store
from tests.support.pages import assert_no_exception, load, open_page, page_text, row, write


def test_the_record_is_filtered_by_person_and_kind(database, tmp_path) -> None:
    load(database, write(tmp_path / "lessons.csv", [row(1)]))
    with Store(database) as store, acting.as_person(Person("ada", frozenset({Role.VIEWER}))):
        store.note(Act(None, "export", "minutes.csv"))
    at = open_page("data/audit")
    assert at.header[0].value.startswith("2 records of 2 people since ")
    assert "Check passed" in page_text(at)
    assert at.dataframe[0].value["Kind"].tolist() == ["export", "import"]
    at.multiselect(key="audit_person").set_value(["ada"]).run()
    assert at.dataframe[0].value["Of what"].tolist() == ["minutes.csv"]
    at.multiselect(key="audit_kind").set_value(["import"]).run()
    assert "No record of this person and kind" in page_text(assert_no_exception(at))


def test_a_record_that_was_changed_is_said(database, tmp_path) -> None:
    load(database, write(tmp_path / "lessons.csv", [row(1)]))
    with Store(database) as store, store.write() as cursor:
        cursor.execute("update audit_log set person = 'somebody else' where number = 1")
    assert "Check failed: the record was changed from row 1 on" in page_text(
        open_page("data/audit")
    )


def test_an_export_waits_for_a_write_under_way_and_stands_before_it(database) -> None:
    with Store(database) as store:
        version = store.version
        store.note(Act(None, "export", "a"))
        assert store.version == version, "no page is made again for it"
        with store.write(Act(None, "import", "b")):
            store.note(Act(None, "export", "c"))
        rows = [(row["number"], row["action"], row["thing"]) for row in store.ask("audit_log")]
    assert rows == [(1, "export", "a"), (2, "export", "c"), (3, "import", "b")]
