from django.dispatch import Signal

# News that travels up: submission, old and new status, by whom. Sent inside the transaction.
status_changed = Signal()
