"""Devices and other systems: readings, what they mean, and where they come from."""

from __future__ import annotations

from services.gateway.http.route import CLIENT, Route, act, make, page
from services.gateway.routes.group import DESK, V1
from services.grid.schemas import device

CLIENTS = (CLIENT,)
SOURCES, DEVICES = f"{V1}/device-sources", f"{V1}/devices"

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
        refusing=True,
    ),
    make(
        SOURCES,
        "grid",
        "set_source",
        device.SetSource,
        device.SourceView,
        ("Say what a code means", "设备映射"),
        DESK,
    ),
    act(
        f"{SOURCES}/{{source}}/change",
        "grid",
        "change_source",
        device.ChangeSource,
        device.SourceView,
        ("Say what a code means from now on", "变更设备映射"),
        DESK,
    ),
    page(SOURCES, "grid", "list_sources", device.ListSources, device.SourcePage, ("List what codes mean", "设备映射列表"), DESK),
    page(DEVICES, "grid", "list_devices", device.ListDevices, device.DevicePage, ("List devices", "设备列表"), DESK),
    make(
        DEVICES,
        "grid",
        "place_devices",
        device.PlaceDevices,
        device.PlacedView,
        ("Say where devices are", "设备位置"),
        DESK,
        status=200,
        refusing=True,
    ),
    act(
        f"{DEVICES}/{{device}}/remove",
        "grid",
        "remove_device",
        device.RemoveDevice,
        device.DeviceRow,
        ("Take a device away", "拆除设备"),
        DESK,
    ),
)
