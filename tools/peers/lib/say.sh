# shellcheck shell=bash
# Messages and quoting.

SELF=peer

die() {
	printf '%s: %s\n' "$SELF" "$*" >&2
	exit 1
}

wrong() {
	printf '%s: %s\nTry: peer --help\n' "$SELF" "$*" >&2
	exit 2
}

# die_with_log FILE TEXT: the end of the log says more than its name does.
die_with_log() {
	local log=$1
	shift
	[ ! -s "$log" ] || tail -n 15 "$log" | sed 's/^/  | /' >&2
	die "$*; the whole log: $log"
}

need_root() { [ "$(id -u)" = 0 ] || die "needs root: it installs packages, and the servers change users"; }

# quoted TEXT: TEXT in single quotes for a POSIX shell.
quoted() { printf "'%s'" "${1//\'/\'\\\'\'}"; }
