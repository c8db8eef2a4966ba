# shellcheck shell=bash
# The directory that holds everything of one server: configuration, mail, logs
# and the file `peer.state`, by which later commands know what was started.

# make_directory: DIR as given (new or empty), or a new one below /tmp.
make_directory() {
	TEMPORARY=no
	if [ -z "$DIR" ]; then
		TEMPORARY=yes
		DIR=$(mktemp -d /tmp/imap-peer.XXXXXX)
	else
		[[ $DIR == /* ]] || DIR=$PWD/$DIR
		check_directory_name "$DIR"
		[ ! -e "$DIR" ] || [ -d "$DIR" ] || die "not a directory: $DIR"
		mkdir -p -- "$DIR" || die "cannot make the directory $DIR"
		DIR=$(cd -- "$DIR" && pwd -P)
		check_directory_name "$DIR"
		[ -z "$(ls -A "$DIR")" ] ||
			die "$DIR is not empty; an earlier server there is started again by: peer restart $DIR"
	fi
	# The servers give up root before they touch the mail.
	chmod 0755 "$DIR"
}

check_directory_name() {
	[[ $1 =~ ^[A-Za-z0-9._/+-]+$ ]] ||
		die "the directory's name goes into configuration files: letters, digits and ._+- only, not $(printf %q "$1")"
	# The names of the servers' Unix sockets lie below DIR; the kernel allows 107 bytes.
	[ ${#1} -le 70 ] || die "the directory's name is too long for Unix sockets (${#1} characters, 70 at most): $1"
}

# find_directory DIR: that of a server started earlier.
find_directory() {
	[ -d "$1" ] || die "no such directory: $1"
	DIR=$(cd -- "$1" && pwd -P)
	[ -f "$DIR/peer.state" ] || die "no server was started in $DIR (there is no file peer.state)"
}

# remove_directory: a temporary one; of a given one, which was empty, the contents.
remove_directory() {
	if [ "$TEMPORARY" = yes ]; then
		rm -rf -- "$DIR"
	else
		find "$DIR" -mindepth 1 -delete
	fi
}

write_state() {
	printf '%s\n' "kind=$KIND" "format=$FORMAT" "port=$PORT" "temporary=$TEMPORARY" >"$DIR/peer.state"
}

read_state() {
	local name value
	KIND='' FORMAT='' PORT='' TEMPORARY=no
	while IFS='=' read -r name value; do
		case $name=$value in
		kind=dovecot | kind=cyrus) KIND=$value ;;
		format=maildir | format=sdbox | format=mdbox | format=mbox | format=) FORMAT=$value ;;
		temporary=yes | temporary=no) TEMPORARY=$value ;;
		port=*)
			check_port "$value"
			PORT=$value
			;;
		*) die "$DIR/peer.state is damaged: $name=$value" ;;
		esac
	done <"$DIR/peer.state"
	if [ -z "$KIND" ] || [ -z "$PORT" ]; then die "$DIR/peer.state is incomplete"; fi
}

# lock_directory [--shared]: one command at a time starts and stops; descriptor 9
# is closed again for every process that stays.
lock_directory() {
	exec 9>"$DIR/peer.lock"
	flock -w 120 ${1:+"$1"} 9 || die "another command has been working on $DIR for two minutes"
}

unlock_directory() { exec 9>&-; }

# reachable_by USER: every parent of DIR has to let USER through.
reachable_by() {
	setpriv --reuid "$1" --regid "$(id -g "$1")" --clear-groups test -x "$DIR" ||
		die "$DIR is not reachable by the user $1 (a parent directory is closed to it); choose another --dir"
}
