# shellcheck shell=bash
# Debian packages: installed without letting their services start, or only
# unpacked where they would conflict with another server.

UNPACKED=/var/cache/imap-peers

installed() { dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null | grep -qx installed; }

# provided VIRTUAL: whether an installed package provides it.
provided() {
	dpkg-query -W -f '${db:Status-Status} ${Provides}\n' | grep -qE "^installed .*\b$1\b"
}

# apt_retry ARG...: apt-get, once more with fresh lists where it fails.
apt_retry() {
	apt-get -q -y -o DPkg::Lock::Timeout=300 "$@" </dev/null && return
	apt-get -q -o DPkg::Lock::Timeout=300 update </dev/null &&
		apt-get -q -y -o DPkg::Lock::Timeout=300 "$@" </dev/null
}

# one_at_a_time FUNCTION ARG...: among all peers of this machine, with a log whose
# end is shown where it fails. set -e has no effect in the function.
one_at_a_time() {
	local log rc=0
	log=$(mktemp /tmp/imap-peer-install.XXXXXX)
	(
		flock 8
		export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
		"$@"
	) 8>/run/lock/imap-peers.lock >"$log" 2>&1 || rc=$?
	[ $rc = 0 ] || die_with_log "$log" "the package cannot be installed: ${*:2}"
	rm -f "$log"
}

install_now() {
	local policy=/usr/sbin/policy-rc.d made='' rc=0
	if [ ! -e $policy ]; then
		printf '#!/bin/sh\nexit 101\n' >$policy
		chmod 0755 $policy
		made=1
	fi
	# --no-remove: rather fail than take another server away from its owner.
	apt_retry install --no-install-recommends --no-remove "$@" || rc=$?
	[ -z "$made" ] || rm -f $policy
	return $rc
}

# packages NAME...: installs those that are missing.
packages() {
	local name missing=()
	for name; do installed "$name" || missing+=("$name"); done
	[ ${#missing[@]} -gt 0 ] || return 0
	command -v apt-get >/dev/null || die "no apt-get here; install ${missing[*]} yourself, or use Debian 12"
	echo "$SELF: installing ${missing[*]}" >&2
	one_at_a_time install_now "${missing[@]}"
}

unpack_now() {
	[ ! -e "$UNPACKED/$1/ok" ] || return 0
	rm -rf "${UNPACKED:?}/$1" &&
		mkdir -p "$UNPACKED/$1/deb" &&
		cd "$UNPACKED/$1/deb" &&
		apt_retry -o APT::Sandbox::User=root download "$1" &&
		dpkg -x ./*.deb "$UNPACKED/$1" &&
		touch "$UNPACKED/$1/ok"
}

# unpacked NAME: sets PACKAGE_ROOT, below which the package's files are: empty
# where it is installed, else a directory that it is unpacked in.
unpacked() {
	PACKAGE_ROOT=''
	if installed "$1"; then return; fi
	PACKAGE_ROOT=$UNPACKED/$1
	[ ! -e "$PACKAGE_ROOT/ok" ] || return 0
	command -v apt-get >/dev/null || die "no apt-get here; install $1 yourself, or use Debian 12"
	echo "$SELF: unpacking $1 into $PACKAGE_ROOT" >&2
	one_at_a_time unpack_now "$1"
}
