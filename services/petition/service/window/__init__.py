"""The one window (一号受理、分类转办)."""
