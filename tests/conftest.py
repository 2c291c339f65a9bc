"""What every test can use, and what none may do: open a connection."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

os.environ["HF_HUB_OFFLINE"] = "1"

EXAMPLE = Path(__file__).parents[1] / "examples" / "mentoring"


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("a test tried to open a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)


@pytest.fixture(scope="session")
def example() -> Path:
    """The invented study that comes with the project."""
    return EXAMPLE


# The same examples on every machine: what passes here passes there. HYPOTHESIS_PROFILE=search looks for new ones.
# How long an example takes to make says how busy the machine is, not whether the code is right.
TIMED = [HealthCheck.too_slow]
settings.register_profile("same", derandomize=True, deadline=None, suppress_health_check=TIMED)
settings.register_profile("search", deadline=None, suppress_health_check=TIMED)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))
