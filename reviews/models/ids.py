import secrets


def public_id() -> str:
    """A name for addresses that tells neither order nor time."""
    return secrets.token_urlsafe(12)
