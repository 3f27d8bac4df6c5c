#!/bin/sh
# Open the window; without a display, do the same job on the sample images and print their links.
set -eu
cd "$(dirname "$0")/../.."
if [ "$(uname)" != Linux ] || [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    exec .venv/bin/pixferry
fi
echo "No display here (DISPLAY and WAYLAND_DISPLAY are empty): sending the sample images without a window."
.venv/bin/pixferry send resources/samples
echo "The links stay up for ${PIXFERRY_LINGER:-900} seconds after the last client; to stop now: .venv/bin/pixferry-worker local --stop"
