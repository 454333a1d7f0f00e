"""What the notify service's own settings must be, tried before it starts: `kernel.setting_check`."""
from __future__ import annotations

from collections.abc import Mapping

from kernel.setting_check import Reader
from services.notify.channels.sms import texts

SECRET = "whsec_" + "A" * 32  # stands for one that fits, so that each of the two settings is blamed for itself alone

READERS: Mapping[str, Reader] = {
    "sms": lambda told: texts(told.sms, SECRET),
    "sms_secret": lambda told: texts(told.sms, told.sms_secret),
}
