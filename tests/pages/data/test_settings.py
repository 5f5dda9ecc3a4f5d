"""Settings: channels are written, tried and sent from the page; a secret is never shown."""

import pytest

from tests.support.pages import assert_no_exception, load, open_page, page_text, row, write
from tests.support.receivers import robots


@pytest.fixture
def recorded(database, tmp_path):
    """Ten weeks of an hour a day and one day of ten hours: one alert."""
    lengths = [36_000_000 if day == 65 else 3_600_000 for day in range(70)]
    rows = [row(day, day=day, VideoDuration=length) for day, length in enumerate(lengths)]
    load(database, write(tmp_path / "lessons.csv", rows))
    return database


def test_channels_are_written_tried_and_sent_from_the_page(recorded, monkeypatch) -> None:
    at = open_page("data/settings")
    assert "No channel yet" in page_text(at)
    with robots() as robot:
        monkeypatch.setenv("ROBOT", f"{robot.url}/webhook?token=hidden")
        at.text_area(key="channels_text").set_value(
            '[[channels]]\nkind = "webhook"\nurl_env = "ROBOT"\n'
        ).run()
        at.button(key="channels_save").click().run()
        assert (recorded.with_name("channels.toml").stat().st_mode & 0o777) == 0o600
        at.button(key="channel_try").click().run()
        assert "webhook 1 took the message" in page_text(assert_no_exception(at)).replace("\\", "")
        robot.fails = True
        at.button(key="channel_try").click().run()
        assert "not delivered, answered with error code 310000" in page_text(at).replace("\\", "")
        robot.fails = False
        at.button(key="send_now").click().run()
        assert "1 of 1 message delivered" in page_text(assert_no_exception(at))
        assert len(robot.came) == 2 and "1 alert" in robot.came[1][1]["title"]
    assert "hidden" not in str(at)
    again = open_page("data/settings")
    assert "Due now: 0 messages" in [box.label for box in again.expander]
    assert again.dataframe[1].value["Status"].tolist() == ["sent"]


def test_a_mistake_in_the_channels_is_said_and_nothing_is_kept(recorded) -> None:
    at = open_page("data/settings")
    at.text_area(key="channels_text").set_value('[[channels]]\nkind = "pager"\n').run()
    at.button(key="channels_save").click().run()
    assert '"pager" is not known here' in page_text(assert_no_exception(at))
    assert not recorded.with_name("channels.toml").exists()
