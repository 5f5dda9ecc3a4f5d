"""`sync`: the vendor's recordings, billed usage and purchases, imported as any file is."""

from __future__ import annotations

import re
import sys
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

import click

from analytics.cli.caller import echo, environment, here
from analytics.cli.common import DAY, NOTHING_DONE, as_json, in_turn, opened, print_json
from analytics.cli.imports import exit_status, tell
from analytics.cli.stopping import Stop
from analytics.connect import credentials
from analytics.connect.api import SITES, Api
from analytics.connect.schedule import SYNCS
from analytics.connect.sync import DEALS_SHAPE, WHAT, Outcome, Request, parsed_what, sync
from analytics.core.errors import Problem
from analytics.ingest import Receipt
from analytics.storage.jobs import Cancelled


@click.command("sync")
@click.option("--since", type=DAY, help="Else the day after the last that was synced.")
@click.option("--until", type=DAY, help="Excluded; else all days that are over.")
@click.option("--app", "apps", multiple=True, help="An SdkAppId; else all that are known.")
@click.option("--what", default=",".join(WHAT), show_default=True, help="Any of these.")
@click.option("--site", type=click.Choice(list(SITES)), default="intl", show_default=True)
@click.option("--endpoint", default="", metavar="HOST:PORT", help="For tests: plain HTTP to this.")
@as_json
@click.pass_context
def command(
    context: click.Context,
    since: date | None,
    until: date | None,
    apps: tuple[str, ...],
    what: str,
    site: str,
    endpoint: str,
    as_json: bool,
) -> None:
    """Fetch recordings, billed usage and purchases from the vendor's API, and import them.

    The keys are read from TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, or from the file of mode 0600 that
    TENCENTCLOUD_CREDENTIALS names. Exit status as of import.
    """
    if endpoint and not re.fullmatch(r"[\w.\-]+:[0-9]{1,5}", endpoint):
        raise Problem(
            f'"{endpoint}" is no HOST:PORT', where="--endpoint", hint="Give it as 127.0.0.1:8080"
        )
    request = Request(since, until, apps, parsed_what(what))
    receipts: list[Receipt] = []
    outcome = Outcome(receipts)
    with Stop() as stop, suppress(KeyboardInterrupt):

        def check() -> None:
            if stop.is_set:
                raise Cancelled

        def on_receipt(receipt: Receipt) -> None:
            receipts.append(receipt)
            tell(receipt, quiet=as_json)
            if receipt.shape == DEALS_SHAPE and not as_json:
                echo(
                    f"{receipt.file}: {receipt.rows.read:,} purchases, {receipt.rows.loaded:,} of them new; the Vendor page "
                    "suggests packs"
                )

        api = Api(_keys(), site=site, endpoint=endpoint, check=check)
        try:
            with opened(context, may_create=True) as store, stop.deferred():

                def work() -> Outcome:
                    with suppress(Cancelled):
                        return sync(
                            store,
                            api,
                            request,
                            datetime.now(UTC).replace(tzinfo=None),
                            on_receipt=on_receipt,
                            cancelled=lambda: stop.is_set,
                        )
                    return outcome

                outcome = in_turn(work, SYNCS)
        finally:
            if as_json:
                print_json([receipt.to_json() for receipt in receipts])
    for note in outcome.notes:
        echo(f"note: {note}", err=True)
    for problem in outcome.problems:
        echo(str(problem), err=True)
    if stop.is_set:
        echo("Stopped: what was imported stays, and the next sync goes on.", err=True)
    elif not receipts and not outcome.problems and not as_json:
        echo("Nothing new: everything that is complete was synced before.")
    sys.exit(_status(outcome, receipts, is_whole=not stop.is_set))


def _keys() -> credentials.Credentials:
    """Those of whoever gave the command; a file of keys is named from that one's folder."""
    variables = dict(environment())
    if variables.get(credentials.FILE):
        variables[credentials.FILE] = str(here(str(Path(variables[credentials.FILE]).expanduser())))
    return credentials.load(variables)


def _status(outcome: Outcome, receipts: list[Receipt], *, is_whole: bool) -> int:
    if not receipts:
        return NOTHING_DONE if outcome.problems or not is_whole else 0
    return exit_status(receipts, strict=False, is_whole=is_whole and not outcome.problems)
