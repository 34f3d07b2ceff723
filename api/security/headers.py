"""The headers of every answer: what a page may load, run and reveal.

Nothing is allowed but what is named. Pages run our own modules only, build no markup from text (Trusted Types with
no policy at all), talk to this origin only, and cannot be framed. Source: THREATS A6, A9.
"""

from __future__ import annotations

PERMISSIONS = (
    "accelerometer=(), autoplay=(self), browsing-topics=(), camera=(), clipboard-read=(), clipboard-write=(self), display-capture=(), "
    "geolocation=(), gyroscope=(), identity-credentials-get=(), magnetometer=(), microphone=(), midi=(), payment=(), "
    "publickey-credentials-create=(self), publickey-credentials-get=(self), usb=(), screen-wake-lock=(self)"
)
SHUT = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
YEAR = 365 * 24 * 3600


def page_policy(origin: str, worker: bool = False, style_nonce: str | None = None) -> str:
    """Return the content security policy of a page of ours.

    A page that may start its background worker has one Trusted Types policy for it, which returns one constant address.
    A page with a style nonce may write style sheets that carry it; scripts it may not.
    """
    types = "quietline-worker" if worker else "'none'"
    styles = "'self'" if style_nonce is None else f"'self' 'nonce-{style_nonce}'"
    socket = origin.replace("http", "ws", 1)
    return (
        "default-src 'none'; script-src 'self'; "
        f"style-src {styles}; "
        f"connect-src 'self' {socket}; img-src 'self' data: blob:; media-src 'self'; font-src 'self'; manifest-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        f"require-trusted-types-for 'script'; trusted-types {types}"
    )


def still_policy(style: str) -> str:
    """Return the policy of a page that has one style sheet inside, named by its hash, and runs and loads nothing."""
    return f"default-src 'none'; style-src '{style}'; img-src data:; " + SHUT.partition("; ")[2]


def always(origin: str) -> list[tuple[bytes, bytes]]:
    """Return the headers of every answer; those that an answer sets by itself are kept as they are."""
    headers = {
        "cache-control": "no-store",
        "content-security-policy": SHUT,
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "origin-agent-cluster": "?1",
        "permissions-policy": PERMISSIONS,
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "x-robots-tag": "noindex, nofollow",
    }
    if origin.startswith("https:"):
        headers["strict-transport-security"] = f"max-age={YEAR}"
    return [(name.encode(), value.encode()) for name, value in headers.items()]
