"""The API, /api/v1: what docs/api.md tells, for programs."""

from __future__ import annotations

from fastapi import APIRouter

from detente.web.api import editing, lists, relations, status, things

API = "/api/v1"

router = APIRouter()
for _part in (lists, editing, things, relations, status):
    router.include_router(_part.router)
