class NotAllowed(Exception):
    """This person may not do this to this paper now. The text says why, if they may know."""
