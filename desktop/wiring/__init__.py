"""Join the window's signals to the verbs behind them, one theme a file: adding, queueing, linking, choosing."""
