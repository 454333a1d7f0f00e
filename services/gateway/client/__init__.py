"""API clients: other systems that call with a key of their own, within their scopes, their quota and their time."""
