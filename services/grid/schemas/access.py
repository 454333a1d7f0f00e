"""What is asked of the ground when it is told who saw what."""

from __future__ import annotations

from kernel.wire import Many, Schema, Text

MOST = 1000


class NameOffices(Schema):
    """Ask how units and areas are called, by code."""

    units = Many(Text(most=64), most=MOST, required=True)
    areas = Many(Text(most=12), most=MOST, required=True)
