"""What the states of an export are called for people."""

from __future__ import annotations

# state -> (Chinese, English)
STATES = {
    "waiting": ("等待中", "waiting"),
    "running": ("导出中", "being written"),
    "ready": ("可下载", "ready"),
    "failed": ("失败", "failed"),
    "cancelled": ("已取消", "cancelled"),
    "gone": ("已过期", "past its time"),
}
