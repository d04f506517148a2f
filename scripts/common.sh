# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# What the set-up scripts share. Sourced, not run.

set -euo pipefail
umask 022
export PYTHONDONTWRITEBYTECODE=1 # the digest over scripts/models must not see caches
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
deps="$root/.deps"
# shellcheck source=scripts/pins
source "$root/scripts/pins"

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

fail() {
    printf '%s: error: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# digest_of FILE...: one digest over the contents of all files.
digest_of() { cat "$@" | sha256sum | cut -d ' ' -f 1; }

# check_digest FILE SHA256
check_digest() {
    local found
    found="$(digest_of "$1")"
    [[ "$found" == "$2" ]] || fail "$(basename "$1") has SHA-256 $found, expected $2"
}

# make_environment DIRECTORY: a Python environment of its own, so that no package of the machine matters.
make_environment() {
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        fail "python3 is $(python3 -V 2>&1 | cut -d ' ' -f 2), the set-up needs 3.11 or later"
    python3 -m venv "$1"
}

# download_wheel ENVIRONMENT DIRECTORY PACKAGE VERSION PLATFORM SHA256: prints the wheel's path.
download_wheel() {
    local environment="$1" directory="$2" package="$3" version="$4" platform="$5" digest="$6"
    mkdir -p "$directory"
    printf '%s==%s --hash=sha256:%s\n' "$package" "$version" "$digest" >"$directory/$package.txt"
    "$environment/bin/python" -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: \
        --python-version 3.11 --implementation cp --abi cp311 --platform "$platform" \
        --require-hashes --dest "$directory" --requirement "$directory/$package.txt" >&2
    local wheels=("$directory/$package-$version"-*.whl)
    check_digest "${wheels[0]}" "$digest"
    printf '%s\n' "${wheels[0]}"
}
