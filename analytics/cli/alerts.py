"""`python -m analytics alerts`: what a cron job should mail to the team."""

from __future__ import annotations

import json
import sys

import click

from analytics.cli.common import opened
from analytics.reports import team_outlook

THERE_ARE_SOME = 1


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
@click.pass_context
def alerts(context: click.Context, as_json: bool) -> None:
    """What the team should know: packs that run out or expire, a month over budget, unusual days.

    Exit status 1 if there is anything, 0 if there is nothing.
    """
    with opened(context) as store:
        ahead = team_outlook.look(store)
    if as_json:
        document = {
            "as_of": ahead.outlook.as_of.isoformat() if ahead.outlook else None,
            "plan": ahead.plan_name,
            "price_book": ahead.price_book,
            "alerts": [
                {
                    "alarm": alert.alarm.value,
                    "day": alert.day.isoformat(),
                    "pack": alert.pack,
                    "sentence": alert.sentence,
                }
                for alert in ahead.alerts
            ],
        }
        click.echo(json.dumps(document, ensure_ascii=False, indent=1))
    else:
        for alert in ahead.alerts:
            click.echo(alert.sentence)
    sys.exit(THERE_ARE_SOME if ahead.alerts else 0)
