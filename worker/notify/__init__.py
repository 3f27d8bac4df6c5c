"""Tell the user that a drop has ended: one message, through Apprise or nowhere."""
