"""The limits of seeing identities, as a process is told them."""
from __future__ import annotations

from nameko.extensions import DependencyProvider

from kernel.unmask import Limits


class UnmaskLimits(DependencyProvider):
    """Gives a service method the limits of seeing identities; a bad one stops the process at its start."""

    def setup(self) -> None:
        told = self.container.config["settings"]
        self.limits = Limits(told.unmask_minutes, told.unmask_hourly, told.unmask_approval)

    def get_dependency(self, worker_ctx: object) -> Limits:
        return self.limits
