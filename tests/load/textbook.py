"""The textbook: a FastAPI route with an async session and one commit a request, and a long poll's worth of nothing else.

What a careful beginner would write: the ORM, one row a request, one commit a request. Run as `python -m tests.load.textbook PORT FILE`.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from fastapi import FastAPI, Request
from sqlalchemy import LargeBinary, event
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """The tables of the textbook."""


class Frame(Base):
    """One stored frame."""

    __tablename__ = "frames"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    conversation: Mapped[bytes] = mapped_column(LargeBinary(16), index=True)
    frame: Mapped[bytes] = mapped_column(LargeBinary)


def textbook(file: str) -> FastAPI:
    """Build the application on one SQLite file, as durable as the others: WAL and full synchronisation."""
    engine = create_async_engine(f"sqlite+aiosqlite:///{file}")

    @event.listens_for(engine.sync_engine, "connect")
    def durable(connection: object, _record: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.close()

    sessions = async_sessionmaker(engine, expire_on_commit=False)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
        yield
        await engine.dispose()

    app = FastAPI(lifespan=lifespan)

    @app.post("/conversations/{conversation}/frames")
    async def append(conversation: str, request: Request) -> dict[str, int]:
        body = await request.body()
        async with sessions() as session:
            assert isinstance(session, AsyncSession)
            row = Frame(conversation=bytes.fromhex(conversation), frame=body)
            session.add(row)
            await session.commit()
            return {"cursor": row.id}

    @app.get("/conversations/{conversation}/frames/{cursor}")
    async def read(conversation: str, cursor: int) -> dict[str, str]:
        async with sessions() as session:
            row = await session.get_one(Frame, cursor)
            return {"conversation": conversation, "frame": row.frame.hex()}

    return app


if __name__ == "__main__":
    uvicorn.run(textbook(sys.argv[2]), host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", access_log=False)
