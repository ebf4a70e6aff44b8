"""Faults of the databases as our errors: what happened, and what to do."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError

from detente.errors import StoreError
from detente.store.bounding import too_slow

# a write that the system refused for another reason than a full disk, which SQLite tells apart
_UNWRITTEN = ("SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE")
_LIMITS = (
    "a limit on the size of files, or on your part of the disk, is reached, or the disk is failing"
)


def store_error(error: DBAPIError, name: str, wait: float) -> StoreError | None:
    """The StoreError for a fault of the database; None for a fault of the program itself."""
    if isinstance(error.orig, sqlite3.Error):
        return _sqlite_error(error.orig, name, wait)
    return _postgresql_error(error, name, wait)


def lost(name: str, said: str) -> StoreError:
    """The StoreError where a store is there no more as it was, and may be again."""
    return StoreError(
        f"{name}: the connection to the database was lost ({said}); what was reported is"
        " stored; run the same command again to go on",
        code="store-lost",
    )


def _sqlite_error(error: sqlite3.Error, name: str, wait: float) -> StoreError | None:
    whole = str(getattr(error, "sqlite_errorname", None) or "")
    kind = "_".join(whole.split("_")[:2])
    if kind in ("SQLITE_BUSY", "SQLITE_LOCKED"):
        return _busy(name, wait)
    if kind == "SQLITE_INTERRUPT":
        return too_slow(name)
    if kind == "SQLITE_FULL":
        return _full(name)
    if whole in _UNWRITTEN:
        return _full(name, f" ({error}: {_LIMITS})")
    if kind in ("SQLITE_READONLY", "SQLITE_PERM", "SQLITE_AUTH"):
        return _readonly(name, error)
    if kind == "SQLITE_CANTOPEN":
        return StoreError(
            f"{name}: the file cannot be opened, or no files can be made beside it ({error})",
            code="store-unreachable",
        )
    if kind == "SQLITE_NOTADB":
        return StoreError(
            f"{name}: this file is no store; name another with --store", code="not-a-store"
        )
    if kind in ("SQLITE_CORRUPT", "SQLITE_IOERR"):
        return StoreError(
            f"{name}: the store cannot be read or written ({error}); check the disk, and if"
            " the fault stays go back to a copy (see docs/store.md)",
            code="store-damaged",
        )
    return None


def _postgresql_error(error: DBAPIError, name: str, wait: float) -> StoreError | None:
    state = str(getattr(error.orig, "sqlstate", None) or "")
    said = " ".join(str(error.orig).split())
    if state in ("55P03", "40P01", "40001"):
        return _busy(name, wait)
    if state == "57014":
        return too_slow(name)
    if state.startswith("53"):
        return _full(name, f" ({said})")
    if state in ("42501", "25006"):
        return _readonly(name, error.orig)
    if state.startswith(("28", "3D")):
        return _unreachable(name, said)
    if state.startswith(("08", "57P")) or error.connection_invalidated:
        return lost(name, said)
    if not state and type(error.orig).__name__ in ("OperationalError", "ConnectionTimeout"):
        return _unreachable(name, said)
    if state.startswith(("XX", "58")):
        return StoreError(f"{name}: the database failed ({said})", code="store-damaged")
    return None


def _busy(name: str, wait: float) -> StoreError:
    return StoreError(
        f"{name}: another program has been writing to the store for {wait:g} seconds; let it"
        " finish, then run the same command again",
        code="store-busy",
    )


def _full(name: str, said: str = "") -> StoreError:
    return StoreError(
        f"{name}: there is no more room for the store{said}; make room and run the same command"
        " again: what was reported is stored",
        code="store-full",
    )


def _readonly(name: str, error: object) -> StoreError:
    said = " ".join(str(error).split())
    return StoreError(
        f"{name}: the store may not be written to ({said}); check who owns it",
        code="store-readonly",
    )


def _unreachable(name: str, said: str) -> StoreError:
    return StoreError(
        f"{name}: the database cannot be reached ({said}); check host, name, user and password",
        code="store-unreachable",
    )
