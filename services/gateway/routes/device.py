"""Devices and other systems: readings, what they mean, and where they come from."""

from __future__ import annotations

from services.gateway.http.route import CLIENT, Route, make, read
from services.gateway.routes.group import DESK, V1
from services.grid.schemas import device

CLIENTS = (CLIENT,)
SOURCES = f"{V1}/device-sources"

ROWS: tuple[Route, ...] = (
    make(
        f"{V1}/readings",
        "grid",
        "take_readings",
        device.TakeReadings,
        device.ReadingsView,
        ("Send readings of devices", "上送设备读数"),
        CLIENTS,
        status=200,
    ),
    make(
        SOURCES,
        "grid",
        "set_source",
        device.SetSource,
        device.SourceView,
        ("Say what a code means", "设备映射"),
        DESK,
        status=200,
    ),
    read(SOURCES, "grid", "list_sources", device.ListSources, device.SourcesView, ("List what codes mean", "设备映射列表"), DESK),
    make(
        f"{V1}/devices",
        "grid",
        "place_devices",
        device.PlaceDevices,
        device.PlacedView,
        ("Say where devices are", "设备位置"),
        DESK,
        status=200,
    ),
)
