#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Fuses a face into a photo with nothing but curl.
#
#   fuse.sh SOURCE TARGET OUTPUT [SERVICE]
#
# SERVICE is http://127.0.0.1:8000 unless it is given here or in FACEFLEET_URL.
set -eu

[ $# -ge 3 ] || {
    echo "usage: fuse.sh SOURCE TARGET OUTPUT [SERVICE]" >&2
    exit 2
}
source=$1 target=$2 output=$3
service=${4:-${FACEFLEET_URL:-http://127.0.0.1:8000}}

# text NAME: the value of a string member of the JSON on standard input, the first of that name.
text() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" | head -n 1; }

# What came instead of what was asked for, in the service's own words.
refused() {
    echo "fuse.sh: $(printf '%s' "$1" | sed -n 's/.*"detail":"\([^"]*\)".*/\1/p' | head -n 1)" >&2
    exit 1
}

# The key makes the request safe to repeat: however often curl tries, it is one task.
key="fuse.sh-$(od -An -N12 -tx1 /dev/urandom | tr -d ' \n')"
answer=$(curl --silent --show-error --retry 5 --retry-connrefused -H "Idempotency-Key: $key" \
    -F "source=@$source" -F "target=@$target" "$service/v1/fusions")
id=$(printf '%s' "$answer" | text id)
[ -n "$id" ] || refused "$answer"

# Each question is answered when the task has ended, or after 30 seconds.
status=queued
while [ "$status" = queued ] || [ "$status" = running ]; do
    answer=$(curl --silent --show-error --retry 5 --retry-connrefused "$service/v1/fusions/$id?wait=30")
    status=$(printf '%s' "$answer" | sed -n 's/^{"id":"[^"]*","status":"\([^"]*\)".*/\1/p')
    [ -n "$status" ] || refused "$answer"
    echo "task $id: $status" >&2
done
[ "$status" = succeeded ] || refused "$answer"
curl --silent --show-error --fail --retry 5 -o "$output" "$service/v1/fusions/$id/result"
echo "$output"
