"""The browser's end in a real Chromium: all vectors, and frames that cross between the languages."""

import random

import pytest

from bot.sealing.keys import DAY, SHIFT, Identity, ReceiveKey, b64u, make_certificate, read_certificate, unb64u
from bot.sealing.open import Reader
from bot.sealing.roster import Pins, recipients
from bot.sealing.seal import Sender

NOW = 1_800_000_000_000


def test_both_ends_speak_the_same_protocol_in_chromium(page):
    """All 801 cases with the browser's own ML-KEM, X25519 and Ed25519."""
    found = page.evaluate("""async () => {
        const { runAll } = await import('/tests/vectors/ql1.js');
        return runAll(await (await fetch('/tests/vectors/ql1.json')).json());
    }""")

    assert found == {"ran": 801, "failed": []}


class Line:
    """A browser that founds a line, and the bot and a colleague in Python."""

    def __init__(self, page, suite, seed):
        self.page, self.random = page, random.Random(seed)
        self.conversation = self.random.randbytes(16)
        self.bot, self.colleague = Identity.generate(), Identity.generate()
        self.bot_key, self.colleague_key = ReceiveKey.generate(3 - suite), ReceiveKey.generate(suite)
        self.certificates = [
            make_certificate(self.bot, self.bot_key, SHIFT, NOW, NOW + DAY),
            make_certificate(self.colleague, self.colleague_key, SHIFT, NOW, NOW + DAY),
        ]
        strangers = [[b64u(self.bot.pub), "bot"], [b64u(self.colleague.pub), "supervisor"]]
        made = page.evaluate(
            """async ([now, conversation, suite, strangers]) => {
            const { Desk } = await import('/tests/vectors/exchange.js');
            globalThis.desk = new Desk(now, conversation);
            return desk.found(suite, strangers);
        }""",
            [NOW, b64u(self.conversation), suite, strangers],
        )
        self.pins = Pins(unb64u(made["rootPub"]))
        self.pins.load_root(made["root"], NOW)
        self.pins.load_roster(made["roster"], NOW)
        self.desk_certificate = unb64u(made["certificate"])
        self.desk = read_certificate(self.desk_certificate)
        assert made["suite"] == suite

    def desk_does(self, call, *args):
        return self.page.evaluate(f"(args) => desk.{call}(...args)", list(args))

    def reader(self, identity, key):
        return Reader(identity.device, self.conversation, lambda: [key], self.pins)

    def words(self):
        letters = 'abc éß ᐊᓂᔑᓈᐯᒧᐎᓐ 🌊\u0000\u202e\\"\n'
        return {"t": "text", "body": "".join(self.random.choices(letters, k=self.random.randrange(700)))}


@pytest.mark.parametrize("suite", [1, 2])
def test_words_cross_between_the_languages_and_back(page, suite):
    """What Python seals the browser opens, and back, for random words, in both suites, over many sessions."""
    # Protocol 4.1 4.2 4.4
    line = Line(page, suite, seed=suite)
    sender = Sender(line.bot, line.conversation)
    certificates = [read_certificate(raw) for raw in [*line.certificates, line.desk_certificate]]
    to = recipients(line.pins, line.bot.device, certificates, 1, NOW)
    sent = [line.words() for _ in range(70)]
    frames = [frame for words in sent for frame in sender.seal(words, to, NOW).frames]

    read = line.desk_does("read", [b64u(frame) for frame in frames])
    written = [line.words() for _ in range(70)]
    answers = [unb64u(frame) for frame in line.desk_does("write", written, [b64u(raw) for raw in line.certificates])]
    bot = line.reader(line.bot, line.bot_key)
    opened = [bot.receive(frame, NOW) for frame in answers]

    assert len(frames) == len(answers) == 72
    assert [one["payload"] for one in read if one["kind"] == "message"] == sent
    assert all(one["readable"] and not one["marked"] for one in read)
    assert [one.payload for one in opened if one.kind == "message"] == written
    assert not any(one.marked for one in opened)


@pytest.mark.parametrize("suite", [1, 2])
def test_what_one_language_grants_the_other_opens(page, suite):
    """A desk hands a locked session to a colleague in Python, and a colleague in Python hands one to the desk."""
    # Protocol 4.3 5.4
    line = Line(page, suite, seed=10 + suite)
    desk, colleague = line.desk, read_certificate(line.certificates[1])
    sender = Sender(line.bot, line.conversation)
    words = [line.words(), line.words()]
    for_desk = sender.seal(words[0], recipients(line.pins, line.bot.device, [desk], 1, NOW), NOW).frames
    for_colleague = sender.seal(words[1], recipients(line.pins, line.bot.device, [colleague], 1, NOW), NOW).frames
    frames = [*for_desk, *for_colleague]
    reader = line.reader(line.colleague, line.colleague_key)
    for frame in frames:
        try:
            reader.receive(frame, NOW)
        except Exception as refusal:
            assert str(refusal) == "locked"
    read = line.desk_does("read", [b64u(frame) for frame in frames])

    given = Sender(line.colleague, line.conversation).grant(desk, reader.secrets(), line.pins, 1, NOW)
    taken = [unb64u(frame) for frame in line.desk_does("grant", b64u(line.certificates[1]))]

    assert [one.get("refuse") for one in read] == [None, None, None, "locked"]
    assert line.desk_does("read", [b64u(frame) for frame in given])[0]["readable"]
    assert (
        page.evaluate("async (f) => (await desk.reader.reopen(Uint8Array.from(f), desk.now)).payload", [*frames[3]])
        == words[1]
    )
    assert [reader.receive(frame, NOW).readable for frame in taken] == [True]
    assert reader.reopen(frames[1], NOW).payload == words[0]


def test_a_reload_shows_the_own_words_again(page):
    """Secrets rest sealed under the KEK; with them the desk reads on, even when its receive keys are gone."""
    # Protocol 1.3 4.4 5.4
    line = Line(page, 2, seed=20)
    certificates = [b64u(raw) for raw in line.certificates]
    words = [line.words() for _ in range(3)]
    frames = line.desk_does("write", words, certificates)
    first = line.desk_does("read", frames)

    whole = line.desk_does("reload", frames)
    short = line.desk_does("reload", frames[:2])

    assert [one["payload"] for one in first] == [None, *words]
    assert whole == {"found": first, "heldBack": []}
    assert short["heldBack"] == [b64u(line.desk.device)]


def test_no_private_key_can_be_taken_out_of_the_browser(page):
    """Keys are handles that WebCrypto will not export; a wrong lock, purpose or owner opens nothing."""
    # Protocol 1.3
    line = Line(page, 2, seed=30)

    found = line.desk_does("guard")

    assert found == {"reasons": ["message"] * 4, "extractable": [False, False], "mlKem": True}


def test_a_browser_without_ml_kem_still_seals_to_suite_2(page):
    """Its own key is suite 1, and the software half only encapsulates."""
    # Protocol 3.1
    key = ReceiveKey.generate(2)

    found = page.evaluate(
        """async (pub) => {
        for (const name of ['generateKey', 'importKey']) {
            const real = crypto.subtle[name].bind(crypto.subtle);
            const missing = (args) => args.some((one) => String(one?.name ?? one).startsWith('ML-KEM'));
            crypto.subtle[name] = async (...args) => {
                if (missing(args)) throw new DOMException('', 'NotSupportedError');
                return real(...args);
            };
        }
        return (await import('/tests/vectors/exchange.js')).withoutMlKem(pub);
    }""",
        b64u(key.pub),
    )

    assert (found["has"], found["own"]) == (False, 1)
    assert key.open(unb64u(found["wrapped"]), b"\x01") == b"\x07" * 32
