"""Signing in by an OpenID Connect provider: authorization code flow with PKCE, default deny, any number of providers."""
