class NotNow(Exception):
    """It cannot be done now. The text says why, and what would help."""
