"""Keys rest sealed, certificates have their shape, and wrong ones open nothing."""

import os

import pytest

from bot.sealing.keys import (
    Identity,
    ReceiveKey,
    Refusal,
    Vault,
    b64u,
    read_certificates,
    safety_number,
    sign_in,
    sign_in_message,
    unb64u,
    verify,
    wrap,
)

from .line import Line


def refused(wish):
    with pytest.raises(Refusal) as caught:
        wish()
    return caught.value.reason


def test_a_box_opens_for_its_purpose_and_place_only():
    """The bot's database holds boxes; none of them opens as another, or under another host secret."""
    # Protocol 1.4
    vault, other = Vault(Vault.new_secret()), Vault(Vault.new_secret())
    box = vault.seal("chat", b"12345", b"row 7")

    assert vault.open("chat", box, b"row 7") == b"12345"
    assert vault.seal("chat", b"12345", b"row 7") != box
    for wish in (
        lambda: vault.open("chat", box, b"row 8"),
        lambda: vault.open("state", box, b"row 7"),
        lambda: other.open("chat", box, b"row 7"),
        lambda: vault.open("chat", box[:20], b"row 7"),
        lambda: vault.open("chat", box[:-1] + bytes([box[-1] ^ 1]), b"row 7"),
    ):
        assert refused(wish) == "message"


def test_a_chat_is_named_without_its_id():
    """The same chat has the same name, on this host and for this purpose alone."""
    # Protocol 1.4
    vault = Vault(bytes(32))

    assert vault.mac("chat", b"1") == vault.mac("chat", b"1")
    assert (
        len(
            {
                vault.mac("chat", b"1"),
                vault.mac("chat", b"2"),
                vault.mac("row", b"1"),
                Vault(os.urandom(32)).mac("chat", b"1"),
            }
        )
        == 4
    )


def test_a_host_secret_has_32_bytes():
    """A cut host secret stops the start instead of sealing weakly."""
    with pytest.raises(ValueError, match="32 bytes"):
        Vault(b"short")


@pytest.mark.parametrize("suite", [1, 2])
def test_the_bots_keys_survive_a_restart(suite):
    """What rests in the vault is the same key again."""
    # Protocol 1.4 4.1
    identity, key = Identity.generate(), ReceiveKey.generate(suite)
    wrapped = wrap(suite, key.pub, bytes(32), b"info")

    again = ReceiveKey.from_bytes(key.to_bytes())

    assert Identity.from_bytes(identity.to_bytes()).pub == identity.pub
    assert (again.pub, again.key_id, again.suite) == (key.pub, key.key_id, suite)
    assert again.open(wrapped, b"info") == bytes(32)
    assert refused(lambda: again.open(wrapped, b"other")) == "wrap"


def test_a_damaged_receive_key_is_refused():
    """Not every bunch of bytes is a key."""
    for data in (b"", b"\x03" + bytes(32), b"\x01" + bytes(31), b"\x02" + bytes(32)):
        assert refused(lambda data=data: ReceiveKey.from_bytes(data)) == "format"


def test_bad_certificates_are_passed_over():
    """One broken certificate does not stop a message to the others."""
    # Protocol 2.6
    line = Line()
    good = line.ada.certificate()

    assert read_certificates([b"", good.raw[:-1], good.raw, bytes(200)]) == [good]


def test_signing_in_is_bound_to_the_origin():
    """A signature for one relay is worth nothing at another."""
    # Protocol 7.3
    identity = Identity.generate()
    signature = sign_in(identity, "http://localhost:8000", bytes(32))

    assert verify(identity.pub, signature, sign_in_message("http://localhost:8000", bytes(32)))
    assert not verify(identity.pub, signature, sign_in_message("http://localhost:8001", bytes(32)))
    assert not verify(b"short", signature, b"")


def test_two_people_compare_six_groups_of_five_digits():
    """Leading zeros stay."""
    # Protocol 7.2
    digits = [safety_number(bytes(32), bytes([n]) * 32).split() for n in range(100)]

    assert all(len(group) == 5 for groups in digits for group in groups)
    assert any(group.startswith("0") for groups in digits for group in groups)


@pytest.mark.parametrize("text", ["a", "=", "AA==", "AB", "A A", "AA\n", "+/", 7, None])
def test_only_what_b64u_writes_is_read(text):
    """One way to write each value."""
    assert refused(lambda: unb64u(text)) == "format"
    assert unb64u(b64u(b"any")) == b"any"


def test_a_refusal_outside_the_closed_list_cannot_be_made():
    """The list of reasons is closed."""
    # Protocol 5.6
    with pytest.raises(ValueError, match="closed list"):
        Refusal("other")
