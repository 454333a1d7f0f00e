"""The page of the one window: plain forms, without a script, for any telephone."""
