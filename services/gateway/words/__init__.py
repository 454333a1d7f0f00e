"""The words people read when something is refused, by code, in Chinese and in English."""
