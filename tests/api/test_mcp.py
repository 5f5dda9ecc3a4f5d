"""The tools of `python -m analytics mcp`, asked by the protocol's own client."""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from analytics import ingest
from analytics.core.model import Kind
from analytics.storage.store import Store
from tests.support.recordings import Video, load
from tests.support.terminal import ROOT

TOOLS = {
    *("minutes", "costs", "settle", "imports", "alerts", "sql", "sql_schema"),
    *("compare", "forecast", "waste", "lesson", "reconcile", "source"),
}


ASKED: list[tuple[str, dict[str, Any]]] = [
    ("compare", {"plans": ["Postpaid", "Prepaid (example packs)"], "basis": "cash"}),
    ("forecast", {}),
    ("waste", {"since": "2024-03-01"}),
    ("lesson", {"recording": "t1"}),
    ("lesson", {"recording": "--help"}),
    ("reconcile", {}),
    ("source", {"figure": "billable_minutes", "room": ["7"]}),
    ("source", {"figure": "use_total"}),
    ("source", {"figure": "bill_total", "room": ["7"]}),
]


async def _conversation(database: Path) -> tuple[list[Any], list[Any]]:
    from mcp import Client, StdioServerParameters, stdio_client

    server = StdioServerParameters(
        command=sys.executable,
        args=["-m", "analytics", "--db", str(database), "mcp", "--page", "https://rec.example/"],
        cwd=ROOT,
        env=dict(os.environ),
    )
    async with Client(stdio_client(server)) as client:
        tools = (await client.list_tools()).tools
        answers = [
            await client.call_tool("minutes", {"by": "kind", "since": "2024-03-01"}),
            await client.call_tool("settle", {}),
            await client.call_tool("sql", {"question": "select count(*) as n from files"}),
            await client.call_tool("minutes", {"by": "colour"}),
            *[await client.call_tool(*asked) for asked in ASKED],
        ]
    return tools, answers


@pytest.mark.slow
def test_the_protocols_own_client_is_answered(database: Path, tmp_path: Path) -> None:
    with Store(database) as store:
        load(store, tmp_path, [Video("a", Kind.CAMERA, 1_800_000)])
        usage = tmp_path / "usage.csv"
        usage.write_text("Time,SdkAppId,SubProduct,Value\n2024-03-27,1,sp_tiw_ric,30\n")
        assert ingest.import_file(store, usage).status == "loaded"
        (hashed,) = store.ask("fingerprint")
    tools, answers = asyncio.run(_conversation(database))
    assert {tool.name for tool in tools} == TOOLS
    assert all(tool.annotations.read_only_hint and tool.description for tool in tools)
    minutes, settled, rows, refused, *others = answers
    document = json.loads(minutes.content[0].text)
    assert document["answer"] == [
        {"kind": "camera", "videos": 1, "ms": 1_800_000, "billable_ms": 1_800_000}
    ]
    assert document["page"] == "https://rec.example/explore" and document["formula"]
    assert document["data"]["fingerprint"] == hashed["hash"]
    assert json.loads(settled.content[0].text)["answer"]["totals"]["total"] == "0.21"
    assert json.loads(rows.content[0].text)["answer"] == [{"n": 1}]
    assert refused.is_error and '"colour" is not a field' in refused.content[0].text
    compared, ahead, wasted, lesson, no_lesson, reconciled, billable, used, not_of_a_room = others
    table = json.loads(compared.content[0].text)
    assert table["answer"]["plans"] == ["Postpaid", "Prepaid (example packs)"]
    assert table["answer"]["cheapest"] == table["answer"]["plans"], "both are postpaid here"
    assert table["answer"]["rows"][0]["values"][0] == "0.21"
    assert table["page"] == "https://rec.example/compare"
    months = json.loads(ahead.content[0].text)["answer"]["months"]
    assert [month["month"] for month in months] == ["2024-03", "2024-04"]
    assert months[0]["so_far"] == "0.21"
    assert len(json.loads(wasted.content[0].text)["answer"]) == 6
    files = json.loads(lesson.content[0].text)["answer"]
    assert (files["charged_ms"], files["amount"]) == (1_800_000, "0.21000000")
    assert [file["video_id"] for file in files["files"]] == ["a"]
    assert no_lesson.is_error and 'there is no lesson "--help"' in no_lesson.content[0].text
    (cell,) = json.loads(reconciled.content[0].text)["answer"]["cells"]
    assert (cell["ours_ms"], cell["vendor_ms"], cell["class"]) == (1_800_000, 1_800_000, "equal")
    for answer, value in ((billable, 1_800_000), (used, "0.21000000")):
        document = json.loads(answer.content[0].text)["answer"]
        assert (document["value"], document["adds_up"]) == (value, True)
        assert document["formula"] and document["sql"] and len(document["first_rows"]) == 1
    assert not_of_a_room.is_error and "figure of the whole account" in not_of_a_room.content[0].text
