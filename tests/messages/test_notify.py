"""Messages reach each channel in its form, signed; what does not arrive waits and is tried again."""

import email.policy
import json
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import date, datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from threading import Event

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.core.errors import Problem
from analytics.core.model import Kind
from analytics.messages import channels, notify, requests, signing
from analytics.messages.channels import Channel, Channels, Medium, What
from analytics.messages.message import Line, Message, escaped, within
from analytics.messages.sending import NotDelivered, send
from analytics.reports import team_outlook
from analytics.storage.store import Store
from tests.support.receivers import SECRET, Robots, mailbox, robots
from tests.support.recordings import Video, put
from tests.support.terminal import Said, Terminal

MORNING = datetime(2024, 3, 11, 1)  # noqa: DTZ001 - UTC
LONG = Message(
    "Title", tuple(Line(f"Sentence {n} of 教室 <b>", f"http://x/{n}") for n in range(1000))
)
ROBOTS = {
    Medium.FEISHU: SECRET,
    Medium.DINGTALK: SECRET,
    Medium.WECOM: "",
    Medium.SLACK: "",
    Medium.WEBHOOK: "",
}


@pytest.fixture
def robot() -> Iterator[Robots]:
    with robots() as state:
        yield state


@pytest.fixture
def store(database: Path) -> Iterator[Store]:
    """Ten weeks of ten minutes a day, and one day of 400 minutes; a budget that the forecast passes."""
    days = (date(2024, 1, 1) + timedelta(n) for n in range(70))
    lessons = [
        Video(
            f"v{day}",
            Kind.CAMERA,
            600_000 if day != date(2024, 3, 1) else 24_000_000,
            f"{day} 10:00:00",
        )
        for day in days
    ]
    with Store(database) as opened:
        put(opened, lessons)
        team_outlook.keep_alert_settings(opened, 14, "4", "USD")
        yield opened


def channel(robot: Robots, medium: Medium, **more: object) -> Channel:
    values = {
        "name": medium.value,
        "medium": medium,
        "url": f"{robot.url}/{medium.value}",
        "secret": ROBOTS.get(medium, ""),
    }
    return Channel(**{**values, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize("medium", ROBOTS)
def test_a_robot_takes_a_long_message_signed_and_within_its_limits(
    robot: Robots, medium: Medium
) -> None:
    send(channel(robot, medium), LONG)
    ((path, body),) = robot.came
    assert path == f"/{medium}"
    text = json.dumps(body, ensure_ascii=False)
    assert "Title" in text and "Sentence 0 of 教室" in text
    assert ("more lines on the dashboard" in text) == (
        medium in (Medium.FEISHU, Medium.DINGTALK, Medium.WECOM)
    )


@pytest.mark.parametrize("medium", ROBOTS)
def test_the_answer_s_own_code_counts_and_not_its_200(robot: Robots, medium: Medium) -> None:
    robot.fails = True
    if medium is Medium.SLACK:
        robot.status = 400
    with pytest.raises(NotDelivered, match="answered") as refused:
        send(channel(robot, medium), LONG)
    assert robot.url not in str(refused.value) and SECRET not in str(refused.value)


@pytest.mark.parametrize("medium", [Medium.FEISHU, Medium.DINGTALK])
def test_a_wrong_secret_is_not_delivered(robot: Robots, medium: Medium) -> None:
    with pytest.raises(NotDelivered, match="sign"):
        send(channel(robot, medium, secret="another"), LONG)


def test_nobody_there_and_a_robot_that_moved_are_not_delivered(robot: Robots) -> None:
    gone = Channel("gone", Medium.WEBHOOK, "http://127.0.0.1:1/x")
    with pytest.raises(NotDelivered, match="nobody listens there"):
        send(gone, LONG)
    robot.moved_to = f"{robot.url}/elsewhere"
    with pytest.raises(NotDelivered, match="answered 307"):
        send(channel(robot, Medium.WEBHOOK), LONG)
    assert robot.came == []


@pytest.mark.parametrize(
    ("status", "body", "refused"),
    [
        (200, b"ok", ""),
        (204, b"", ""),
        (200, b'{"code": 0}', ""),
        (200, b'{"StatusCode": 0, "StatusMessage": "success"}', ""),
        (200, b'{"errcode": "0"}', ""),
        (200, b"[1]", ""),
        (500, b"", "answered 500"),
        (200, b'{"ok": false, "error": "no_text"}', "answered no_text"),
        (
            200,
            b'{"errcode": 45009, "errmsg": "api freq out of limit"}',
            "answered with error code 45009 (api freq out of limit)",
        ),
    ],
)
def test_what_an_answer_means(status: int, body: bytes, refused: str) -> None:
    assert requests.refusal(status, body) == refused


def test_signatures_are_those_of_the_vendors_rules() -> None:
    """Worked out apart with openssl: dgst -sha256 -mac HMAC, then base64."""
    assert signing.feishu("demo", 1599360473) == "l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8="
    assert signing.dingtalk("SEC1", 1599360473000) == "ZOTpz55OGsOZqDzPUYXoo77LBqUn4mFrziOhNZaUD9s="


@given(
    st.lists(st.text(max_size=30).map(lambda t: t.replace("\n", " ")), min_size=1, max_size=60),
    st.integers(80, 500),
)
def test_what_is_cut_says_how_much_and_fits(lines: list[str], most: int) -> None:
    text = within(lines, most)
    assert len(text.encode()) <= most
    if len("\n".join(lines).encode()) <= most:
        assert text == "\n".join(lines)


def test_text_from_data_makes_no_link_in_markdown() -> None:
    assert escaped("![x](http://e)\n# a *b*") == "!\\[x\\](http://e) # a \\*b\\*"


def test_a_digest_says_money_first_and_is_the_same_for_the_same_data(store: Store) -> None:
    known = Channels((Channel("a", Medium.WEBHOOK, "http://127.0.0.1:1/"),), "https://rec.example")
    first, second = notify.due(store, known, MORNING), notify.due(store, known, MORNING)
    assert first == second
    ((message, what),) = [(notice.message, notice.what) for notice in first]
    assert what is What.ALERTS
    assert message.title == "March 2024: $3.43 so far, forecast $4.90, budget $4.00 · 2 alerts"
    assert message.lines[0].text.startswith("Friday 1 Mar 2024 has 400 charged minutes")
    assert message.lines[0].link.startswith("https://rec.example/explore?filter=days%3A2024-01-05")
    assert message.lines[1].text.startswith("March 2024 is forecast to go over budget: $4.90")


@pytest.mark.slow
def test_one_digest_a_day_and_channel_and_none_that_says_the_same(
    store: Store, robot: Robots
) -> None:
    known = Channels((channel(robot, Medium.WEBHOOK, what=(What.ALERTS,)),))
    (notice,) = notify.notify(store, known, MORNING)
    assert (notice.status, notice.tries) == ("sent", 1)
    assert notify.notify(store, known, MORNING + timedelta(hours=9)) == []
    assert notify.notify(store, known, MORNING + timedelta(days=1)) == [], "the same once more"
    team_outlook.keep_alert_settings(store, 14, "3", "USD")
    assert len(notify.notify(store, known, MORNING + timedelta(days=1))) == 1
    assert len(robot.came) == 2


def test_what_was_not_delivered_waits_is_tried_again_and_a_newer_digest_takes_its_place(
    store: Store, robot: Robots
) -> None:
    known = Channels((channel(robot, Medium.DINGTALK, what=(What.ALERTS,)),))
    robot.fails = True
    (notice,) = notify.notify(store, known, MORNING)
    assert (notice.status, notice.tries) == ("waiting", 1)
    assert notice.problem == "answered with error code 310000 (sign not match)"
    (again,) = notify.notify(store, known, MORNING + timedelta(hours=1))
    assert (again.status, again.tries) == ("waiting", 2)
    team_outlook.keep_alert_settings(store, 14, "3", "USD")
    robot.fails = False
    (newer,) = notify.notify(store, known, MORNING + timedelta(days=1))
    assert (newer.status, newer.tries) == ("sent", 1)
    assert "budget $3.00" in newer.message.title and len(robot.came) == 1


@pytest.mark.slow
def test_a_robot_is_not_sent_more_in_a_minute_than_it_takes(store: Store, robot: Robots) -> None:
    name = channel(robot, Medium.DINGTALK, what=(What.ALERTS,))
    known = Channels((name,))
    for day in range(20):  # each waits in the outbox as if it had been sent within the last minute
        team_outlook.keep_alert_settings(store, 14, f"{3 + day / 100:.2f}", "USD")
        with store.write() as cursor:
            cursor.execute(
                "insert into outbox values ($id, 'dingtalk', 'report', $day, '', '{}', 'sent', 1, '', $now, $now)",
                {"id": day + 1, "day": date(2020, 1, 1) + timedelta(day), "now": MORNING},
            )
    (notice,) = notify.notify(store, known, MORNING + timedelta(seconds=30))
    assert (notice.status, robot.came) == ("waiting", [])
    (notice,) = notify.notify(store, known, MORNING + timedelta(minutes=2))
    assert notice.status == "sent"


@pytest.mark.slow
def test_the_report_goes_out_on_the_first_day_of_a_month_by_mail_with_its_files(
    store: Store,
) -> None:
    with mailbox() as mail:
        place = Channel(
            "finance",
            Medium.EMAIL,
            f"smtp://cost%40school.example@127.0.0.1:{mail.port}",
            SECRET,
            ("li@school.example", "chen@school.example"),
            what=(What.REPORT,),
        )
        known = Channels((place,))
        assert notify.notify(store, known, MORNING) == []
        first = datetime(2024, 2, 29, 17)  # noqa: DTZ001 - UTC; 1 March in Shanghai
        (notice,) = notify.notify(store, known, first)
        assert (notice.status, notice.subject) == ("sent", date(2024, 2, 1))
        assert notify.notify(store, known, first + timedelta(hours=3)) == []
        (letter,) = mail.letters
        assert mail.logins == ["cost@school.example"]
        mail.refuses = True
        with pytest.raises(NotDelivered, match="refused all 2 people"):
            send(place, LONG)
        with pytest.raises(NotDelivered, match="refused name or password"):
            send(Channel("x", Medium.EMAIL, place.url, "wrong", place.to), LONG)
    parsed = message_from_bytes(letter, policy=email.policy.default)
    assert parsed["Subject"] == "Report of February 2024: $2.03, 290 charged minutes"
    assert (parsed["From"], parsed["To"]) == (
        "cost@school.example",
        "li@school.example, chen@school.example",
    )
    files = {part.get_filename(): part.get_content() for part in parsed.iter_attachments()}
    assert set(files) == {"report-2024-02.pdf", "report-2024-02.html"}
    assert files["report-2024-02.pdf"].startswith(b"%PDF")


def test_a_password_is_sent_after_starttls_where_the_server_offers_it() -> None:
    with mailbox(is_secure=True) as mail:
        place = Channel(
            "x", Medium.EMAIL, f"smtp://127.0.0.1:{mail.port}", SECRET, ("a@b.example",)
        )
        send(place, LONG)
        assert (mail.logins, mail.secured, len(mail.letters)) == (["a@b.example"], [True], 1)


def test_a_mail_server_elsewhere_must_offer_encryption(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analytics.messages.sending._is_here", lambda host: False)
    with mailbox() as mail:
        place = Channel(
            "x", Medium.EMAIL, f"smtp://127.0.0.1:{mail.port}", SECRET, ("a@b.example",)
        )
        with pytest.raises(NotDelivered, match="offers no encryption"):
            send(place, LONG)
        assert (mail.letters, mail.logins) == ([], [])


def written(tmp_path: Path, text: str) -> Path:
    (tmp_path / "channels.toml").write_text(text)
    return tmp_path / "r.duckdb"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            '[[channels]]\nkind = "pager"\nurl = "https://x"',
            'channels[1].kind: "pager" is not known here',
        ),
        ('[[channels]]\nkind = "slack"', "channels[1].url: this key is missing"),
        (
            '[[channels]]\nkind = "slack"\nurl = "ftp://x"',
            "this is not an address that can be sent to",
        ),
        (
            '[[channels]]\nkind = "slack"\nurl = "https://x:99999"',
            "this is not an address that can be sent to",
        ),
        ('[[channels]]\nkind = "slack"\nurl = "https://x"\nsecret = "abc"', "unknown key"),
        (
            '[[channels]]\nkind = "feishu"\nurl = "https://x"\nsecret_env = "NOT_THERE"',
            "the environment has no NOT_THERE",
        ),
        ('[[channels]]\nkind = "email"\nurl = "smtp://x"', "channels[1].to: this key is missing"),
        (
            '[[channels]]\nkind = "email"\nurl = "smtp://x"\nto = "a@b, c@d"',
            "is not a mail address",
        ),
        (
            '[[channels]]\nkind = "slack"\nurl = "https://x"\nwhat = ["all"]',
            '"all" is not known here',
        ),
        ('[channels]\nkind = "slack"', "channels"),
        ("[[channels]]\nkind = ", "this is not TOML"),
        (
            '[[channels]]\nkind="slack"\nurl="https://x"\nname="a"\n' * 2,
            'two channels are called "a"',
        ),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(Problem) as refused:
        channels.load(written(tmp_path, text))
    assert says in str(refused.value)


def test_secrets_come_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROBOT_URL", "https://robot.example/hook/1")
    monkeypatch.setenv("ROBOT_SECRET", "abc")
    text = 'address = "https://rec.example/"\n[[channels]]\nkind = "feishu"\nurl_env = "ROBOT_URL"\nsecret_env = "ROBOT_SECRET"'
    known = channels.load(written(tmp_path, text))
    assert known.address == "https://rec.example"
    assert known.channels == (
        Channel("feishu 1", Medium.FEISHU, "https://robot.example/hook/1", "abc"),
    )
    assert channels.load(tmp_path / "other" / "r.duckdb") == Channels()
    mail = '[[channels]]\nkind = "email"\nurl = "mail.example:25"\nto = "a@b.example"'
    (place,) = channels.load(written(tmp_path, mail)).channels
    assert (place.url, place.to) == ("smtp://mail.example:25", ("a@b.example",))


@pytest.fixture
def command(
    store: Store, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Said]:
    store.close()
    terminal = Terminal(capsys, monkeypatch)
    return lambda *words: terminal("notify", *words)


@pytest.mark.slow
def test_the_command_says_what_it_would_send_and_sends_it(
    command: Callable[..., Said], tmp_path: Path, robot: Robots, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = command()
    assert missing.status == 2 and "there is no channel" in missing.err
    path = tmp_path / "elsewhere.toml"
    path.write_text(
        f'[[channels]]\nkind = "webhook"\nurl = "{robot.url}/webhook"\nwhat = ["alerts"]\n'
    )
    monkeypatch.setenv("RECORDINGS_CHANNELS", str(path))
    dry = command("--dry-run", "--json")
    (planned,) = dry.json
    assert (dry.status, planned["status"], robot.came) == (0, "new", [])
    robot.fails = True
    failed = command()
    assert failed.status == 1 and "waiting, answered with error code" in failed.out
    again = command("--dry-run", "--json")
    assert [(n["status"], n["tries"]) for n in again.json] == [("waiting", 1)]
    assert again.status == 0
    robot.fails = False
    done = command("--json")
    (sent,) = done.json
    assert (done.status, sent["status"], sent["tries"]) == (0, "sent", 2)
    ((_, body),) = robot.came
    assert body["title"] == planned["title"]


def test_two_runs_at_once_send_each_message_once(store: Store) -> None:
    known = Channels((Channel("chat", Medium.WEBHOOK, "http://127.0.0.1:9"),))
    sent: list[Message] = []
    is_sending, may_end = Event(), Event()

    def slow(channel: Channel, message: Message, files: Mapping[str, bytes]) -> None:
        sent.append(message)
        is_sending.set()
        may_end.wait(20)

    with ThreadPoolExecutor(2) as pool:
        runs = [pool.submit(notify.notify, store, known, MORNING, slow)]
        assert is_sending.wait(20)
        runs.append(pool.submit(notify.notify, store, known, MORNING, slow))
        wait(runs, timeout=0.2)
        may_end.set()
        results = [each.result() for each in runs]
    assert [len(each) for each in results] == [1, 0] and len(sent) == 1
