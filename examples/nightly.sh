#!/bin/sh
# One night: checks a batch, keeps its numbers, writes its report and the health of the sources.
#
#   nightly.sh BATCH [ROOM]
#
# ROOM, a folder, holds history.db, reports/ and health/; it is made where there is none. Settings are those of the
# copydesk.toml in the folder that this runs in. Exit codes are those of `copydesk check`, and 75 where a run is at work.
set -eu
batch=$1
room=${2:-copydesk}
mkdir -p "$room/reports"

# Two runs never meet. The lock goes when the processes that have it open do, however they end.
exec 9>"$room/lock"
if ! flock --nonblock 9; then
    echo "nightly.sh: another run has $room/lock; nothing was done" >&2
    exit 75
fi

code=0
copydesk check "$batch" --history "$room/history.db" --report "$room/reports/$(date -u +%F)" || code=$?
if [ "$code" -le 1 ]; then
    copydesk health --history "$room/history.db" --out "$room/health"
fi
# a report is some MB; the history keeps its numbers for longer
find "$room/reports" -mindepth 1 -maxdepth 1 -type d -mtime +60 -exec rm -r {} +
exit "$code"
