"""The bench of costs runs over any database, an empty one too, and quick and slow ways agree."""

from pathlib import Path

from analytics.core.model import Kind
from analytics.storage.store import Store
from tests.bench import costs
from tests.support.recordings import Video, put


def test_the_bench_answers_over_a_small_database_and_over_none(database: Path) -> None:
    with Store(database) as store:
        assert len(costs.timings(store)) == 2
        put(store, [Video(f"v{n}", kind, 77_777 * (n + 1)) for n, kind in enumerate(Kind)])
        found = costs.timings(store)
    assert len({timing.name for timing in found}) == len(found) == 21
    assert next(t.many for t in found if t.name == "payers of every file") == 3
