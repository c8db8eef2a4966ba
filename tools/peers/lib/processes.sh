# shellcheck shell=bash
# A server's processes are one kernel session: its master is started by setsid,
# its children stay in the session also when they outlive the master. The file
# `peer.session` names the leader, when it was started and in which boot, so that
# a number used again by somebody else's process is left alone.

UNINTERRUPTED='' INTERRUPTED=''

# interrupted STATUS: for traps; exits, now or as soon as nothing would be lost by it.
interrupted() {
	INTERRUPTED=$1
	[ -n "$UNINTERRUPTED" ] || exit "$1"
}

# in_session COMMAND...: starts it in a session of its own; sets LEADER. A process
# that peer.session does not name yet could not be stopped again.
in_session() {
	UNINTERRUPTED=yes
	setsid "$@" </dev/null >"$DIR/start.log" 2>&1 9>&- &
	LEADER=$!
	# The shell has nothing to say about its end.
	disown
	local boot
	read -r boot </proc/sys/kernel/random/boot_id
	process "$LEADER" || true
	printf '%s %s %s\n' "$LEADER" "${SINCE:-0}" "$boot" >"$DIR/peer.session"
	UNINTERRUPTED=''
	[ -z "$INTERRUPTED" ] || exit "$INTERRUPTED"
}

# process PID: sets STAT to fields 3 and up of /proc/PID/stat (state, parent, group,
# session, …) and SINCE to its start in clock ticks since the boot; false, and SINCE
# empty, for a process that is gone or a zombie. No subshell: a terminal's Ctrl-C would
# end it, and a process would be written down without its start.
process() {
	local line=''
	STAT=() SINCE=''
	{ read -r line <"/proc/$1/stat"; } 2>/dev/null || return 1
	# Of a process that ends between open and read nothing is left.
	[ -n "$line" ] || return 1
	read -r -a STAT <<<"${line##*) }"
	[ "${STAT[0]}" != Z ] || return 1
	SINCE=${STAT[19]}
}

# members: the processes of the session that peer.session names.
members() {
	local leader since boot now pid
	[ -s "$DIR/peer.session" ] || return 0
	read -r leader since boot <"$DIR/peer.session"
	read -r now </proc/sys/kernel/random/boot_id
	[ "$boot" = "$now" ] || return 0
	if process "$leader" && [ "$SINCE" != "$since" ]; then return 0; fi
	for pid in /proc/[0-9]*; do
		pid=${pid#/proc/}
		if process "$pid" && [ "${STAT[3]}" = "$leader" ]; then echo "$pid"; fi
	done
}

# list_members: sets MEMBERS. A listing that broke off is an error, never an empty list.
list_members() {
	local list
	list=$(members) || die "cannot list the processes of $DIR"
	MEMBERS=()
	[ -z "$list" ] || mapfile -t MEMBERS <<<"$list"
}

# survivors: takes from MEMBERS those that are gone, and lists anew when none is left: a
# process may have had a child meanwhile.
survivors() {
	local pid left=()
	for pid in "${MEMBERS[@]}"; do
		if process "$pid"; then left+=("$pid"); fi
	done
	MEMBERS=("${left[@]}")
	[ ${#MEMBERS[@]} -gt 0 ] || list_members
}

# stop_session TERM|KILL: TERM asks the leader, after a tenth of a second also whoever is
# left (Dovecot lets open sessions go on when its master ends), and gives all of them ten
# seconds, or until none is left that holds mail (KIND_over); KILL asks nobody. The leader is
# halted first, so that it starts no new children.
stop_session() {
	local leader i
	[ -s "$DIR/peer.session" ] || return 0
	list_members
	read -r leader _ <"$DIR/peer.session"
	if [ "$1" = TERM ] && [ ${#MEMBERS[@]} -gt 0 ]; then
		kill -TERM "$leader" 2>/dev/null || kill -TERM "${MEMBERS[@]}" 2>/dev/null || true
		for ((i = 0; i < 500; i++)); do
			survivors
			if [ ${#MEMBERS[@]} -eq 0 ] || "${KIND}_over"; then break; fi
			case $i in 5 | 50) kill -TERM "${MEMBERS[@]}" 2>/dev/null || true ;; esac
			sleep 0.02
		done
	fi
	if [ ${#MEMBERS[@]} -gt 0 ]; then
		kill -STOP "$leader" 2>/dev/null || true
		for ((i = 0; i < 250; i++)); do
			list_members
			[ ${#MEMBERS[@]} -gt 0 ] || break
			kill -KILL "${MEMBERS[@]}" 2>/dev/null || true
			sleep 0.02
		done
		[ ${#MEMBERS[@]} -eq 0 ] || die "these processes survive kill -9: ${MEMBERS[*]}"
	fi
	rm -f "$DIR/peer.session"
}

# run_command COMMAND...: in the foreground, as far as a terminal is concerned, and
# still interruptible: sets nothing, exits as COMMAND did. A terminal's Ctrl-C
# reaches COMMAND by itself; any other signal is passed on.
run_command() {
	local rc=0 signal=''
	trap 'signal=INT' INT
	trap 'signal=TERM' TERM HUP
	# A shell lets its background commands ignore Ctrl-C and read nothing.
	env --default-signal=INT,QUIT -- "$@" <&0 &
	local child=$!
	while :; do
		rc=0
		wait "$child" || rc=$?
		[ -n "$signal" ] || break
		end_command "$child" "$signal"
		[ "$signal" = INT ] && exit 130
		exit 143
	done
	exit "$rc"
}

# end_command PID INT|TERM: gives it fifteen seconds.
end_command() {
	local i
	trap '' INT TERM HUP
	if [ "$2" = TERM ] || ! from_terminal; then kill "-$2" "$1" 2>/dev/null || true; fi
	for ((i = 0; i < 150; i++)); do
		process "$1" || return 0
		sleep 0.1
	done
	kill -KILL "$1" 2>/dev/null || true
}

# from_terminal: whether our process group is the one that a terminal's Ctrl-C reaches.
from_terminal() { process $$ && [ "${STAT[2]}" = "${STAT[5]}" ]; }
