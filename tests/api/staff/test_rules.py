"""The relay judges documents as the ends do: the same vectors, the same reasons."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from api.protocol import roster as shapes
from api.protocol.base64url import b64u, from_b64u
from api.staff import rules, signin

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "ql1.json").read_text())


def outcome(case: dict[str, Any]) -> str:
    """What the vectors say of a case."""
    return str(case.get("refuse") or case.get("expect", {}).get("refuse") or "ok")


@pytest.mark.parametrize("case", VECTORS["dsse"], ids=lambda case: case["name"])
def test_a_signed_document_is_taken_apart_as_everywhere(case: dict[str, Any]) -> None:
    """Signatures of distinct keys are counted over the exact bytes (Protocol 2.1)."""
    try:
        envelope = shapes.read_envelope(case["env"], case["type"])
        signin.demand_signatures(envelope, [from_b64u(pub) for pub in case["pubs"]], case["threshold"])
        if case.get("read"):
            shapes.read_object(envelope.payload)
        found = "ok"
    except shapes.Flaw as flaw:
        found = flaw.reason

    assert outcome(case) == found


def next_in_line(case: dict[str, Any]) -> bool:
    """Say whether a case accepts versions one after the other from the first: an end may sleep through some, the relay not."""
    wanted = 1
    for step in case["steps"]:
        if step.get("pinned"):
            return False
        if step["op"] == "load_roster" and outcome(step) == "ok":
            version = json.loads(shapes.read_envelope(step["env"], shapes.ROSTER_TYPE).payload)["version"]
            if version != wanted:
                return False
            wanted += 1
    return True


@pytest.mark.parametrize(
    "case", [case for case in VECTORS["roster"] if next_in_line(case)], ids=lambda case: case["name"]
)
def test_a_roster_is_judged_as_everywhere(case: dict[str, Any]) -> None:
    """A stale, forged, broken, expired or malformed roster is refused with the reason that the ends give (2.2-2.4)."""
    root: shapes.Root | None = None
    roster: shapes.Roster | None = None
    for step in case["steps"]:
        try:
            if step["op"] == "load_root":
                envelope = shapes.read_envelope(step["env"], shapes.ROOT_TYPE)
                signin.demand_signatures(envelope, [from_b64u(case["root_pub"])], 1)
                offered = shapes.read_root(envelope)
                rules.judge_root(offered, root, step["now"])
                root = offered
            else:
                envelope = shapes.read_envelope(step["env"], shapes.ROSTER_TYPE)
                signin.demand_signatures(envelope, root.admins if root else (), root.threshold if root else 1)
                listed = shapes.read_roster(envelope)
                assert root is not None
                rules.judge_roster(listed, roster, root, step["now"])
                roster = listed
            found = "ok"
        except shapes.Flaw as flaw:
            found = flaw.reason

        assert outcome(step) == found


def test_most_of_the_roster_vectors_are_run() -> None:
    """The choice above leaves out only what a relay never sees."""
    assert sum(map(next_in_line, VECTORS["roster"])) >= 38


@pytest.mark.parametrize("case", VECTORS["signin"], ids=lambda case: case["name"])
def test_a_sign_in_is_checked_as_everywhere(case: dict[str, Any]) -> None:
    """The device signs the origin and the challenge, under its own label (7.3)."""
    message = rules.signin_message(case["origin"], from_b64u(case["challenge"]))
    signature = from_b64u(case["sig"])

    assert ("refuse" not in case) == signin.signed_by(from_b64u(case["ed_pub"]), signature, message)


@pytest.mark.parametrize(
    "case", [case for case in VECTORS["ids"] if "ed_pub" in case], ids=lambda case: case["ed_pub"][:8]
)
def test_a_device_is_named_by_its_key(case: dict[str, Any]) -> None:
    """Everybody works the name out for himself (1.1)."""
    assert case["device_id"] == b64u(shapes.device_id(from_b64u(case["ed_pub"])))


@pytest.mark.parametrize("label", ["a\0b", "a\nb", "\ud800", "x" * 65])
def test_a_label_that_cannot_be_kept_or_shown_is_refused(label: str) -> None:
    """A NUL or half a character would break a database or a screen later."""
    assert not shapes.fit_label(label)


@pytest.mark.parametrize("label", ["", "Desk 2, Chromium", "Zoë · ᐊᓂᔑᓈᐯ", "x" * 64])
def test_a_label_may_be_in_any_script(label: str) -> None:
    """Syllabics are letters."""
    assert shapes.fit_label(label)


def test_a_hundred_thousand_brackets_are_a_plain_refusal() -> None:
    """Depth is not a way to break the relay (H2)."""
    with pytest.raises(shapes.Flaw, match="format"):
        shapes.read_envelope("[" * 100_000, shapes.ROSTER_TYPE)
