"""The relay hands on only what has the shape of a certificate that holds now."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from api.oncall import certificates
from api.protocol.base64url import from_b64u

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "ql1.json").read_text())
CASES = [case for case in VECTORS["certificates"] if not case.get("make")]
TABLE = VECTORS["world"]["certs"]
SHAPE = {"format", "life", "time"}


def body(case: dict[str, Any]) -> bytes:
    """The bytes of a case."""
    return from_b64u(case["cert"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_certificate_is_read_as_everywhere(case: dict[str, Any]) -> None:
    """What every end would refuse by its shape, life or time is refused here too (2.6); kind 3 is never a device's."""
    held = certificates.read(body(case), case["now"])

    if case.get("refuse") in SHAPE:
        assert held is None
    elif "refuse" not in case and body(case)[33] in (1, 2):
        assert held is not None and held.body == body(case)
    elif body(case)[33:34] == b"\x03":
        assert held is None
