"""What the browser's end calls does what the standards say: RFC 9180, X-Wing and Wycheproof in a real Chromium."""

import hashlib

from tests.bot.sealing.test_standards import rfc, unhex, wycheproof


def came_of(page, kind, cases):
    """What the page made of each case; None where it was refused."""
    return page.evaluate(
        "async ([kind, cases]) => (await import('/tests/vectors/standards.js'))[kind](cases)", [kind, cases]
    )


def of(mode, name):
    """The vectors of a file with this mode, KEM, KDF and AEAD."""
    return [v for v in rfc(name) if (v["mode"], v["kem_id"], v["kdf_id"], v["aead_id"]) == mode]


def test_suite_1_is_the_hpke_of_rfc_9180(page):
    """Base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM: the first message opens, and no changed one."""
    # Protocol 1.3 4.1
    cases, said = [], []
    for vector in of((0, 0x20, 1, 2), "test-vectors.json"):
        first = vector["encryptions"][0]
        case = {name: vector[name] for name in ("skRm", "pkRm", "enc", "info")} | {
            name: first[name] for name in ("aad", "ct")
        }
        changed = bytearray(unhex(first["ct"]))
        changed[-1] ^= 1
        cases += [case, case | {"ct": changed.hex()}, case | {"aad": ""}, case | {"info": ""}]
        said += [first["pt"], None, None, None]

    assert came_of(page, "hpke", cases) == said
    assert said


def test_suite_2_is_x_wing(page):
    """KEM 0x647a of the post-quantum HPKE draft: the browser's own ML-KEM and X25519, joined as it says."""
    # Protocol 4.1
    named = of((0, 0x647A, 1, 3), "hpke-pq-test-vectors.json")
    cases = [
        {"seed": hashlib.shake_256(unhex(v["skRm"])).hexdigest(96), "pkRm": v["pkRm"], "enc": v["enc"]} for v in named
    ]

    assert came_of(page, "xWing", cases) == [vector["shared_secret"] for vector in named]
    assert named


def test_x25519_agrees_or_refuses(page):
    """518 key agreements; those whose result is zeros are refused, and nothing is sealed to such a key."""
    # Protocol 2.6
    tests = [test for _, test in wycheproof("Protocol/wycheproof/x25519_test.json")]
    said = [test["shared"] if any(unhex(test["shared"])) else None for test in tests]
    low = sorted({test["public"] for test, shared in zip(tests, said, strict=True) if shared is None})

    assert came_of(page, "agree", [[test["private"], test["public"]] for test in tests]) == said
    assert came_of(page, "wrap", low) == [None] * len(low)
    assert (len(tests), len(low) > 5) == (518, True)


def test_ed25519_signatures(page):
    """Malleable, cut and foreign signatures do not verify in the browser either."""
    # Protocol 5.1
    told = wycheproof("Signature/wycheproof/ed25519_test.json")
    # A small-order public key signs anything; Wycheproof leaves it open, and our keys come from a signed roster.
    told = [(group.get("publicKey") or group["key"], test) for group, test in told if test["result"] != "acceptable"]

    found = came_of(page, "verify", [[public["pk"], test["sig"], test["msg"]] for public, test in told])

    assert found == [test["result"] == "valid" for _, test in told]
    assert len(told) > 100


def test_hkdf_sha256(page):
    """The derivation behind commitments, message keys and the KEK; one that is too long is refused."""
    # Protocol 1.3 4.2
    tests = [test for _, test in wycheproof("Protocol/wycheproof/hkdf_sha256_test.json")]

    found = came_of(page, "hkdf", [[test[name] for name in ("ikm", "salt", "info", "size")] for test in tests])

    assert found == [test["okm"] if test["result"] == "valid" else None for test in tests]
    assert len(tests) > 50


def test_aes_256_gcm_with_our_nonce_and_tag(page):
    """The cipher of messages: a changed tag, text or associated data does not open."""
    # Protocol 4.2
    ours = [
        test
        for group, test in wycheproof("Cipher/wycheproof/aes_gcm_test.json")
        if (group["keySize"], group["ivSize"], group["tagSize"]) == (256, 96, 128)
    ]
    right = [test for test in ours if test["result"] == "valid"]

    sealed = came_of(page, "encrypt", [[test[name] for name in ("key", "iv", "aad", "msg")] for test in right])
    opened = came_of(
        page, "decrypt", [[test["key"], test["iv"], test["aad"], test["ct"] + test["tag"]] for test in ours]
    )

    assert sealed == [test["ct"] + test["tag"] for test in right]
    assert opened == [test["msg"] if test["result"] == "valid" else None for test in ours]
    assert len(ours) > len(right) > 0
