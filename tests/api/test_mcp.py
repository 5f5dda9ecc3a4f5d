"""The tools of `python -m analytics mcp`, asked by the protocol's own client."""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

from mcp import Client, StdioServerParameters, stdio_client

from analytics.core.model import Kind
from analytics.storage.store import Store
from tests.support.recordings import Video, load
from tests.support.terminal import ROOT

TOOLS = {"minutes", "costs", "settle", "imports", "alerts", "sql", "sql_schema"}


async def _conversation(database: Path) -> tuple[list[Any], list[Any]]:
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
        ]
    return tools, answers


def test_the_protocols_own_client_is_answered(database: Path, tmp_path: Path) -> None:
    with Store(database) as store:
        load(store, tmp_path, [Video("a", Kind.CAMERA, 1_800_000)])
        (hashed,) = store.ask("fingerprint")
    tools, answers = asyncio.run(_conversation(database))
    assert {tool.name for tool in tools} == TOOLS
    assert all(tool.annotations.read_only_hint and tool.description for tool in tools)
    minutes, settled, rows, refused = answers
    document = json.loads(minutes.content[0].text)
    assert document["answer"] == [
        {"kind": "camera", "videos": 1, "ms": 1_800_000, "billable_ms": 1_800_000}
    ]
    assert document["page"] == "https://rec.example/explore" and document["formula"]
    assert document["data"]["fingerprint"] == hashed["hash"]
    assert json.loads(settled.content[0].text)["answer"]["totals"]["total"] == "0.21"
    assert json.loads(rows.content[0].text)["answer"] == [{"n": 1}]
    assert refused.is_error and '"colour" is not a field' in refused.content[0].text
