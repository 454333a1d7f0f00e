"""The API document, OpenAPI 3.1."""
from services.gateway.openapi.paths import document

__all__ = ["document"]
