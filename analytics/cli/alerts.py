"""`python -m analytics alerts`: what a cron job should mail to the team."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import click

from analytics.cli.caller import echo
from analytics.cli.common import opened, print_json
from analytics.core.money import digits, half_up
from analytics.reports import team_outlook
from analytics.reports.links import alert_link

THERE_ARE_SOME = 1


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
@click.option("--seen", is_flag=True, help="Then mark all days as seen, for the whole team.")
@click.pass_context
def alerts(context: click.Context, as_json: bool, seen: bool) -> None:
    """What the team should know: packs that run out or expire, budgets, unusual days, lost ends; the most money first.

    About days it tells what came or changed since they were last marked as seen, the first time of the last 90. Exit status 1
    if there is anything, 0 if there is nothing.
    """
    now = datetime.now(UTC).replace(tzinfo=None)
    with opened(context, writes=seen) as store:
        ahead = team_outlook.look(store, now=now)
        if seen:
            team_outlook.mark_seen(store, now)
    currency = ahead.outlook.currency if ahead.outlook else ""
    if as_json:
        document = {
            "as_of": ahead.outlook.as_of.isoformat() if ahead.outlook else None,
            "plan": ahead.plan_name,
            "price_book": ahead.price_book,
            "seen_at": ahead.seen_at.isoformat() if ahead.seen_at else None,
            "alerts": [
                {
                    "alarm": alert.alarm.value,
                    "day": alert.day.isoformat(),
                    "pack": alert.pack,
                    "sentence": alert.sentence,
                    "amount": f"{half_up(alert.amount, digits(currency)):f}",
                    "currency": currency,
                    "until": alert.until.isoformat() if alert.until else None,
                    "page": alert_link(alert),
                }
                for alert in ahead.alerts
            ],
        }
        print_json(document)
    else:
        for alert in ahead.alerts:
            echo(alert.sentence)
    sys.exit(THERE_ARE_SOME if ahead.alerts else 0)
