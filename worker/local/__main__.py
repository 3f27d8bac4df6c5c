"""Run the local deployment as `python -m worker.local`, with the options of `pixferry-worker local`."""

from worker.local.command import local

if __name__ == "__main__":
    local()
