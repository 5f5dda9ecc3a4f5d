"""The theme is sent with each run of a page: read once, it is still the theme."""

import pytest
from streamlit import config
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

from pages.server import startup


def sent() -> bytes:
    message = CustomThemeConfig()
    for part, section in (
        (message, "theme"),
        (message.light, "theme.light"),
        (message.dark, "theme.dark"),
    ):
        app_session._populate_theme_msg(part, section)
    return message.SerializeToString(deterministic=True)


def test_a_theme_that_is_read_once_is_sent_as_before_and_not_read_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: list[str] = []
    own = config.get_options_for_section
    monkeypatch.setattr(
        config, "get_options_for_section", lambda name: read.append(name) or own(name)
    )
    before = sent()
    read.clear()
    startup.read_theme_once()
    assert before
    assert [sent(), sent()] == [before, before]
    assert sorted(read) == ["theme", "theme.dark", "theme.light"]
