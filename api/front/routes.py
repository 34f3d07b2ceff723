"""The two addresses of a youth's browser: the page, and the way out of it.

The page links to itself. A browser that loads the address at which it is puts the new page in the place of the old one; so
whoever leaves that way is sent on from there, and Back finds what was before the page, not the page. Browsers say when a
page of ours asks (`Sec-Fetch-Site`), and nothing else of ours leads to this address. Older ones do not say so: they are
given another address to leave by.
"""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from api.errors import Refused
from api.front.page import draw, first_language
from api.security.headers import still_policy
from api.staff import doors
from api.throttle import sender

router = APIRouter()
PAGE, OUT = "/hello", "/bye"
# A plain page that anybody in Canada may have open. Of this origin only what browsers keep of pages is cleared: its storage
# holds the keys of a worker who may have looked at the page, and nothing of a youth (0097).
WEATHER = {"en": "https://weather.gc.ca/", "fr": "https://meteo.gc.ca/"}
CLEARED = {"clear-site-data": '"cache"'}


@router.get(PAGE, dependencies=[Depends(doors.anyone)])
async def hello(request: Request) -> Response:
    """Give the page, or, to whoever comes from it, the way out. Who asks too often still gets the numbers."""
    state, asked = request.app.state, request.headers.get("sec-fetch-site")
    if asked == "same-origin":
        return _away(request)
    now = state.clock.now()
    try:
        state.throttle.spend("open", sender(request.scope))
    except Refused:
        told = await state.front.words(now)
    else:
        told = await state.front.ask(now)
    accepted = request.headers.get("accept-language", "")
    drawn = draw(told, accepted, now, PAGE if asked else OUT, state.settings.bot_address)
    return HTMLResponse(drawn.html, headers={"content-security-policy": still_policy(drawn.style)})


@router.get(OUT, dependencies=[Depends(doors.anyone)])
async def bye(request: Request) -> Response:
    """Lead away from here."""
    return _away(request)


def _away(request: Request) -> Response:
    """Send on to the weather; nothing of the page stays in what the browser keeps."""
    lang = first_language(request.headers.get("accept-language", ""), list(WEATHER))
    return RedirectResponse(WEATHER[lang], 303, CLEARED)
