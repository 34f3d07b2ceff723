"""The relay, put together: every room opened in order, every door hung, all of it closed at the end."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.datastructures import State
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.websockets import WebSocket

from api import health
from api.conversations import mail_routes, socket, youth_routes
from api.conversations import staff_routes as conversation_routes
from api.conversations.desk import Desk
from api.conversations.mailbox import Mailbox
from api.conversations.packets import routes as packet_routes
from api.conversations.reports import routes as report_routes
from api.conversations.team import conversation_routes as beside_routes
from api.conversations.team import muting_routes
from api.conversations.team import routes as team_routes
from api.errors import Refused
from api.front import routes as front_routes
from api.front.told import Front
from api.jobs.clock import Job, Jobs
from api.jobs.table import begin, jobs
from api.live.choose import make_hub
from api.live.hub import Ring
from api.oncall import queries as oncall_queries
from api.oncall import routes as oncall_routes
from api.oncall import settling_routes
from api.oncall.escalation import Numbers
from api.oncall.paging import covering
from api.oncall.paging import routes as paging_routes
from api.oncall.paging.channels import Channels
from api.oncall.paging.covering import Covering
from api.oncall.paging.ladders import Paging
from api.oncall.paging.push import open_push_key
from api.oncall.paging.sending import Sending
from api.oncall.paging.waking import EVERY, Waking
from api.oncall.schedule import coordinator_routes as schedule_coordinator_routes
from api.oncall.schedule import feed as schedule_feed
from api.oncall.schedule import routes as schedule_routes
from api.oncall.schedule import turns
from api.protocol.limits import HOUR, MINUTE, SECOND
from api.security.gate import Gate
from api.security.packing import Packing
from api.security.pages import CONSOLE, Pages
from api.settings import Settings, WrongSetting
from api.staff import audit_routes, doors, seals
from api.staff import desk as staff_desk
from api.staff import queries as staff_queries
from api.staff import routes as staff_routes
from api.staff.crowd import Crowd
from api.staff.desk import DeskContent
from api.staff.signin import Sessions
from api.store.audit_key import open_audit_key
from api.store.clock import Clock, WallClock
from api.store.database import Database, Unavailable
from api.store.lockbox import open_lockbox
from api.store.migrate import behind, migrate
from api.studio import aging as studio_aging
from api.studio import edition as studio_edition
from api.studio import languages as studio_languages
from api.studio import past as studio_past
from api.studio import release_routes
from api.studio import routes as studio_routes
from api.studio.counts import routes as studio_counts
from api.studio.versions import Studio
from api.throttle import Throttle
from content.zones import place

log = logging.getLogger(__name__)


def create_app(settings: Settings, clock: Clock | None = None) -> FastAPI:
    """Return the relay; nothing is opened before its lifespan begins."""
    app = FastAPI(lifespan=_lifespan, openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    app.state.settings = settings
    app.state.clock = clock or WallClock()
    app.state.counts = health.Counts()
    app.state.throttle = Throttle(app.state.clock)
    app.state.crowd = Crowd()
    app.state.desk_content = DeskContent(settings.practice)
    app.include_router(health.router, dependencies=[Depends(doors.anyone)])
    for room in (
        staff_routes,
        staff_desk,
        audit_routes,
        oncall_routes,
        schedule_routes,
        schedule_coordinator_routes,
        schedule_feed,
        settling_routes,
        paging_routes,
        studio_routes,
        studio_counts,
        studio_languages,
        release_routes,
        studio_past,
        front_routes,
    ):
        _hang(app, room.router)
    _hang(app, release_routes.edition_router)
    _hang_mail(app)
    _hang_pages(app, settings.origin)
    handlers = {Refused: _refused, RequestValidationError: _malformed, HTTPException: _http, Unavailable: _unavailable}
    for error, handler in handlers.items():
        app.add_exception_handler(error, handler)  # type: ignore[arg-type]  # they answer sockets too
    app.add_middleware(Packing)
    app.add_middleware(Gate, origin=settings.origin, count=app.state.counts.add)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Open every room, the lowest first; close them in reverse, also when one does not open."""
    state = app.state
    settings: Settings = state.settings
    async with AsyncExitStack() as opened:
        state.database = Database(settings.database_url)
        opened.push_async_callback(state.database.close)
        if settings.embedded:
            await migrate(state.database)
        elif await behind(state.database):
            raise WrongSetting("The database is older than this relay. Run: python -m api migrate.")
        state.sessions = Sessions(state.database, state.clock)
        await _open_mail(app, opened)
        if settings.metrics_bind is not None:
            server = health.serve_metrics(state.counts, settings.metrics_bind)
            opened.callback(server.server_close)
            opened.callback(server.shutdown)
        yield


async def _open_mail(app: FastAPI, opened: AsyncExitStack) -> None:
    """Open lockbox, doorbell, mailbox, sockets and jobs."""
    state = app.state
    state.hub = make_hub(state.settings.hub_url)
    await state.hub.start()
    opened.push_async_callback(state.hub.stop)
    opened.callback(state.hub.listen(partial(_hear, state.sessions)))
    state.studio = Studio(state.database, state.hub, state.clock, state.settings.practice)
    state.front = Front(state.database, state.settings.practice)
    try:
        state.lockbox = await open_lockbox(state.settings.lockbox_address)
    except Unavailable:
        raise WrongSetting(
            "The lockbox cannot be opened. See that what API_LOCKBOX_URL names (if unset: lockbox.db in API_DATA_DIR) lets the relay in."
        ) from None
    state.audit_key = partial(open_audit_key, state.settings.data_dir, state.settings.lockbox_url)
    state.checking = audit_routes.Checking(state)
    opened.push_async_callback(state.lockbox.close)
    state.mail = Mailbox(
        state.database, state.lockbox, state.hub, state.clock, place(state.settings.zone), state.counts
    )
    await state.mail.start(begin)
    opened.push_async_callback(state.mail.stop)
    state.live = Desk(state.mail, state.counts)
    await state.live.start()
    opened.push_async_callback(state.live.stop)
    state.jobs = Jobs(state.database, state.clock, jobs(state.mail, state.live, _staff_jobs(state)))
    await state.jobs.start()
    opened.push_async_callback(state.jobs.stop)
    await _open_paging(state, opened)


async def _open_paging(state: State, opened: AsyncExitStack) -> None:
    """Open what calls the team; it looks for itself, so that no other job holds it up."""
    settings: Settings = state.settings
    calling = settings.calling
    seconds = (calling.backup_after, calling.supervisor_after, calling.tell_after, calling.again, calling.quiet_for)
    numbers = Numbers(*(number * SECOND for number in seconds))
    channels = Channels(calling, settings.origin, settings.practice, await open_push_key(state.lockbox))
    state.paging = Paging(state.database, state.hub, state.clock, numbers, state.counts)
    state.sending = Sending(state.database, state.lockbox, channels, state.clock, state.counts)
    opened.push_async_callback(state.sending.stop)
    looks = (("call", state.paging.look), ("send alerts", state.sending.look))
    state.lanes = [
        Jobs(state.database, state.clock, [Job(name, SECOND, look, everywhere=True)]) for name, look in looks
    ]
    state.waking = Waking(state.database, state.clock, numbers, state.counts)
    state.covering = Covering(state.database, state.hub, state.clock, place(settings.zone))
    woken = [Job("nobody there", EVERY, state.waking.look), Job("cover", covering.EVERY, state.covering.look)]
    state.lanes.append(Jobs(state.database, state.clock, woken))
    for lane in state.lanes:
        await lane.start()
        opened.push_async_callback(lane.stop)


def _staff_jobs(state: State) -> list[Job]:
    """Return the jobs of the staff's rooms: what is over is forgotten."""

    async def forget() -> None:
        async with state.database.writing() as connection:
            await staff_queries.forget_old(connection, state.clock.now())
            # A minute later, so that the look which rings at a time's end still finds it.
            await oncall_queries.forget_old(connection, state.clock.now() - MINUTE)

    async def seal() -> None:
        await seals.seal(state.database, state.audit_key, state.mail.trust.earliest())

    async def forget_ways() -> None:
        await state.sending.forget_those_who_left()

    turning = turns.Turns(state.database, state.hub, state.clock)
    return [
        Job("forget staff", HOUR, forget),
        Job("seal the record", HOUR, seal),
        Job("forget ways", MINUTE, forget_ways),
        Job("schedule turns", turns.EVERY, turning.look),
        Job("forget shifts", HOUR, turning.forget),
        Job("content turns", 10 * SECOND, studio_edition.Turns(state.studio).look),
        Job("content ages", HOUR, studio_aging.Aging(state.studio, state.counts).look),
    ]


def _hear(sessions: Sessions, rings: Sequence[Ring]) -> None:
    """Look at sessions anew when another replica changed the roster, signed somebody out, or may have."""
    if any(ring.kind in ("roster", "signout", "missed") for ring in rings):
        sessions.forget()


def _hang(app: FastAPI, router: APIRouter) -> None:
    """Hang a room's doors as they are: `include_router` makes each of them once more, when somebody first knocks."""
    app.router.routes.extend(router.routes)


def _hang_mail(app: FastAPI) -> None:
    """Hang the doors of the conversations."""
    mail = (youth_routes, conversation_routes, mail_routes, socket)
    for room in (*mail, beside_routes, team_routes, muting_routes, packet_routes, report_routes):
        _hang(app, room.router)


def _hang_pages(app: FastAPI, origin: str) -> None:
    """Hang the pages: a neutral front, the console at its three addresses, the studio, and the files that they load."""
    pages = Pages(origin)
    everybody = [Depends(doors.anyone)]

    def at_origin(request: Request) -> Response | None:
        """Send whoever came by 127.0.0.1 to localhost: passkeys know only that, and its drawer is another one."""
        host = request.headers.get("host", "")
        if host.startswith("127.0.0.1") and origin.startswith("http://localhost"):
            return RedirectResponse(origin + request.url.path)
        return None

    @app.get("/", dependencies=everybody)
    async def front() -> Response:
        """Give a page that says nothing."""
        return pages.neutral()

    @app.get("/console", dependencies=everybody)
    @app.get("/setup", dependencies=everybody)
    @app.get("/join", dependencies=everybody)
    async def console(request: Request) -> Response:
        """Give the console; which of its rooms opens is the page's own business."""
        return at_origin(request) or pages.answer(CONSOLE, request)

    @app.get("/studio", dependencies=everybody)
    async def studio(request: Request) -> Response:
        """Give the studio, which editors see; like the console, it is a page that anybody may load and nobody may use unasked."""
        return at_origin(request) or pages.studio()

    @app.get("/web/{name:path}", dependencies=everybody)
    async def file(name: str, request: Request) -> Response:
        """Give a module, a sheet or a sound of api/web."""
        return pages.answer(name, request)


async def _refused(connection: HTTPConnection, error: Exception) -> Response | None:
    """Answer with a refusal; a socket's handshake is answered with a plain no."""
    assert isinstance(error, Refused)
    connection.app.state.counts.add("refused")
    if isinstance(connection, WebSocket):
        await connection.close()
        return None
    wait = {"retry-after": str(error.extra["seconds"])} if "seconds" in error.extra else None
    return JSONResponse(error.answer(), error.status, wait)


async def _malformed(request: HTTPConnection, error: Exception) -> Response | None:
    """Answer a request that does not fit, without a word of it."""
    places = {str(one["loc"][0]) for one in error.errors()} if isinstance(error, RequestValidationError) else set()
    return await _refused(request, Refused("not-found" if "path" in places else "malformed"))


async def _http(request: HTTPConnection, error: Exception) -> Response | None:
    """Answer what the framework itself refuses, from our own list."""
    if isinstance(error.__cause__, Refused):  # A body that grew beyond its cap while it was read.
        return await _refused(request, error.__cause__)
    status = error.status_code if isinstance(error, HTTPException) else 500
    code = {404: "not-found", 405: "not-allowed", 413: "too-large"}.get(
        status, "malformed" if status < 500 else "broken"
    )
    return await _refused(request, Refused(code))


async def _unavailable(request: HTTPConnection, _: Exception) -> Response | None:
    """Answer while the database does not: nothing was stored, nothing was lost."""
    log.warning("The database did not answer.")
    return await _refused(request, Refused("later"))
