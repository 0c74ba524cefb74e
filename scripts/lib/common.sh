# What every script shares. Sourced, never run; the caller has set -euo pipefail.

# The root of the repository, from wherever the script was called.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

say() {
    if [[ -t 2 ]]; then printf '\033[1m==> %s\033[0m\n' "$*" >&2; else printf '==> %s\n' "$*" >&2; fi
}

fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

# stage NAME COMMAND…: runs the command and says how long it took, also where it failed.
stage() {
    local name=$1 start=$SECONDS code=0
    shift
    say "$name"
    "$@" || code=$?
    if ((code == 0)); then
        say "$name: done in $((SECONDS - start)) s"
    else
        say "$name: FAILED with exit code $code after $((SECONDS - start)) s"
    fi
    return "$code"
}

# Runs a command as root: as it is for root, through sudo for others.
as_root() {
    if ((EUID == 0)); then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        fail "this needs root: $* (run it as root, or install sudo)"
    fi
}

require_swift() {
    command -v swift >/dev/null || fail "swift is not on the PATH: install Swift 6.3 from swift.org first"
}
