"""Without Spark nothing changes: no command imports it, and a load says what is missing."""

import importlib.util
import subprocess
import sys

import pytest

from tests.support.terminal import ROOT, call

LOOK = """
import sys
import analytics.__main__, app
print(*sorted(name for name in sys.modules if name.split(".")[0] in ("pyspark", "py4j") or name.startswith("analytics.cluster")))
"""


@pytest.mark.slow
def test_neither_commands_nor_the_dashboard_import_spark() -> None:
    done = subprocess.run([sys.executable, "-c", LOOK], cwd=ROOT, capture_output=True, text=True, check=True)  # fmt: skip
    assert done.stdout.strip() == ""


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("pyspark") is not None, reason="Spark is installed")
def test_a_load_without_spark_says_what_to_install_and_leaves_nothing(tmp_path) -> None:
    (tmp_path / "a.csv").write_text("VideoId\n")
    lake = tmp_path / "lake"
    said = call("cluster", "load", tmp_path / "a.csv", "--master", "spark://127.0.0.1:1", "--lake", lake)  # fmt: skip
    assert said.status == 2 and said.err.startswith("Spark is not installed")
    assert "analytics/cluster/requirements.txt" in said.err and not list(tmp_path.glob("lake/**/*.*"))  # fmt: skip
