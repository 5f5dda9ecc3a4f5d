"""Streamlit looks once whether it runs in a Python console: the server knows."""

import pytest
from streamlit import delta_generator, env_util

from pages.server import startup


def test_the_server_does_not_look_for_a_python_console(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []
    monkeypatch.setattr(env_util, "is_repl", lambda: looked.append(1))
    monkeypatch.setattr(delta_generator, "_use_warning_has_been_displayed", False)
    delta_generator._maybe_print_use_warning()
    assert looked == [1]
    monkeypatch.setattr(delta_generator, "_use_warning_has_been_displayed", False)
    startup.expect_no_console()
    delta_generator._maybe_print_use_warning()
    assert looked == [1]
