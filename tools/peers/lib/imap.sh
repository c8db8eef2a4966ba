# shellcheck shell=bash
# Ports, greetings, and the few commands that a server is prepared with.

USERS=(alice bob carol user1 user2 user3 user4 user5 user6 user7 user8 user9)
PASSWORD=pass

check_port() {
	if ! [[ $1 =~ ^[1-9][0-9]{0,4}$ ]] || [ "$1" -gt 65535 ]; then wrong "not a port: $1 (1 to 65535)"; fi
}

port_open() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# free_port: below the range that the kernel gives to outgoing connections.
free_port() {
	local i port
	for ((i = 0; i < 50; i++)); do
		port=$((20000 + RANDOM % 12000))
		port_open $port || {
			echo $port
			return
		}
	done
	die "no free port found between 20000 and 32000; choose one with --port"
}

# In what follows `read` has no IFS= before it: interrupted, it would leave that to the
# trap, in which then nothing is split into words.

# wait_greeting PID: until the port says `* OK`, 30 s at most.
wait_greeting() {
	local pid=$1 line i
	for ((i = 0; i < 1500; i++)); do
		process "$pid" || die_with_log "$DIR/start.log" "the server ended while starting (see also $("${KIND}_logs"))"
		line=''
		if { exec 3<>"/dev/tcp/127.0.0.1/$PORT"; } 2>/dev/null; then
			read -r -t 5 -u 3 line || true
			printf 'z LOGOUT\r\n' >&3 2>/dev/null || true
			exec 3>&-
			[[ $line != '* OK'* ]] || return 0
		fi
		sleep 0.02
	done
	die_with_log "$("${KIND}_logs")" "no greeting on 127.0.0.1:$PORT within 30 seconds"
}

# imap_commands USER PASSWORD COMMAND...: in one session; each is to be answered OK.
imap_commands() {
	local login="LOGIN $1 $2" line n=0 command
	shift 2
	exec 3<>"/dev/tcp/127.0.0.1/$PORT"
	read -r -t 10 -u 3 line || die "no greeting"
	for command in "$login" "$@" LOGOUT; do
		n=$((n + 1))
		printf 'p%d %s\r\n' $n "$command" >&3
		while :; do
			read -r -t 30 -u 3 line || die "no answer to ${command%% *}"
			[[ $line == "p$n "* ]] || continue
			[[ $line == "p$n OK"* ]] || die "${command%% *}: $line"
			break
		done
	done
	exec 3>&-
}
