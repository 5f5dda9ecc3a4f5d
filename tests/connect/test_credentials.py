"""Keys come from the environment or from a file that is the owner's alone, and are never shown."""

import json
from pathlib import Path

import pytest

from analytics.connect import credentials
from analytics.core.errors import Problem

ID, KEY = "AKIDnever", "neverShown"


def test_the_environment_comes_first_and_the_text_of_the_keys_shows_neither() -> None:
    keys = credentials.load({credentials.ID: ID, credentials.KEY: KEY, credentials.FILE: "none"})
    assert (keys.secret_id, keys.secret_key) == (ID, KEY)
    assert ID not in repr(keys) and KEY not in str(keys)


@pytest.mark.parametrize(
    "text",
    [
        f"TENCENTCLOUD_SECRET_ID={ID}\nTENCENTCLOUD_SECRET_KEY={KEY}\n",
        f"# ours\nexport TENCENTCLOUD_SECRET_ID='{ID}'\nexport TENCENTCLOUD_SECRET_KEY=\"{KEY}\"",
        f"[default]\nsecret_id = {ID}\nsecret_key = {KEY}\n",
        json.dumps({"secretId": ID, "secretKey": KEY}),
    ],
)
def test_a_file_of_mode_0600_is_read_however_tools_write_it(tmp_path: Path, text: str) -> None:
    file = tmp_path / "keys"
    file.write_text(text)
    file.chmod(0o600)
    keys = credentials.load({credentials.FILE: str(file)})
    assert (keys.secret_id, keys.secret_key) == (ID, KEY)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o666])
def test_a_file_that_others_can_open_is_refused(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "keys"
    file.write_text(f"secret_id={ID}\nsecret_key={KEY}")
    file.chmod(mode)
    with pytest.raises(Problem, match=r"Run chmod 600 keys") as told:
        credentials.load({credentials.FILE: str(file)})
    assert KEY not in str(told.value)


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({}, "there are no keys for the vendor's API. Set TENCENTCLOUD_SECRET_ID"),
        ({credentials.ID: ID}, "TENCENTCLOUD_SECRET_KEY is not set."),
        ({credentials.FILE: "/nowhere/keys"}, "TENCENTCLOUD_CREDENTIALS, keys: the file of keys cannot be read."),
        ({credentials.FILE: "/dev/null"}, "TENCENTCLOUD_CREDENTIALS, null: this is no file of keys."),
    ],
)  # fmt: skip
def test_what_is_missing_is_one_sentence(environment: dict[str, str], sentence: str) -> None:
    with pytest.raises(Problem) as told:
        credentials.load(environment)
    assert str(told.value).startswith(sentence)
    assert ID not in str(told.value)
