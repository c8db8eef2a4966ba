# shellcheck shell=bash
# Cyrus IMAP 3.6 (packages cyrus-common and cyrus-imapd).

CYRUS_BIN=/usr/lib/cyrus/bin

# cyrus-imapd conflicts with every other IMAP server: installing it would remove
# them, so it is unpacked. What it depends on conflicts with nothing.
cyrus_install() {
	# cyrus-common depends on some mail transport agent; this one has no daemon.
	if ! installed cyrus-common && ! provided mail-transport-agent; then packages msmtp-mta; fi
	packages cyrus-common sasl2-bin libsasl2-modules-db
	unpacked cyrus-imapd
	[ -x "$PACKAGE_ROOT$CYRUS_BIN/imapd" ] || die "no $PACKAGE_ROOT$CYRUS_BIN/imapd; is this Debian 12?"
}

cyrus_version() { printf 'Cyrus IMAP %s\n' "$(dpkg-query -W -f '${Version}' cyrus-common)"; }
cyrus_reachable() { reachable_by cyrus; }
cyrus_logs() { echo "$DIR/cyrus.log"; }

cyrus_configure() {
	local user
	mkdir "$DIR"/{conf,spool}
	mkdir "$DIR"/conf/{db,log,msg,quota,sieve,socket,user}

	# delete_mode: with Debian's own (delayed) the second DELETE of a name within one
	# second is refused, as the name that it is put away under is taken.
	cat >"$DIR/imapd.conf" <<-CONF
		configdirectory: $DIR/conf
		proc_path: $DIR/run/proc
		mboxname_lockpath: $DIR/run/lock
		sievedir: $DIR/conf/sieve
		defaultpartition: default
		partition-default: $DIR/spool
		servername: localhost
		admins: cyrus
		altnamespace: yes
		unixhierarchysep: yes
		allowplaintext: yes
		allowanonymouslogin: no
		sasl_mech_list: PLAIN
		sasl_pwcheck_method: auxprop
		sasl_auxprop_plugin: sasldb
		sasl_sasldb_path: $DIR/conf/sasldb2
		failedloginpause: 0
		delete_mode: immediate
		syslog_prefix: cyrus
	CONF
	cat >"$DIR/cyrus.conf" <<-CONF
		START {
		  recover cmd="$CYRUS_BIN/ctl_cyrusdb -C $DIR/imapd.conf -r"
		}
		SERVICES {
		  imap cmd="$PACKAGE_ROOT$CYRUS_BIN/imapd -C $DIR/imapd.conf -U 30" listen="127.0.0.1:$PORT" proto="tcp4" prefork=2 maxchild=200
		  lmtp cmd="$CYRUS_BIN/lmtpd -C $DIR/imapd.conf" listen="$DIR/conf/socket/lmtp" prefork=0 maxchild=5
		}
		DAEMON {
		  idled cmd="$PACKAGE_ROOT$CYRUS_BIN/idled -C $DIR/imapd.conf"
		}
		EVENTS {
		  checkpoint cmd="$CYRUS_BIN/ctl_cyrusdb -C $DIR/imapd.conf -c" period=30
		}
	CONF

	for user in cyrus "${USERS[@]}"; do
		printf '%s' "$PASSWORD" | saslpasswd2 -p -c -f "$DIR/conf/sasldb2" -u localhost "$user"
	done
	chown -R cyrus:mail "$DIR/conf" "$DIR/spool"
}

# Process and lock files on disk make Cyrus ten times slower; Debian has them on
# tmpfs, too.
cyrus_make_run() {
	local shm
	[ ! -e "$DIR/run" ] || return 0
	rm -f "$DIR/run"
	if [ -d /dev/shm ]; then
		shm=$(mktemp -d /dev/shm/imap-peer.XXXXXX)
		chmod 0755 "$shm"
		ln -s "$shm" "$DIR/run"
	else
		mkdir "$DIR/run"
	fi
	mkdir "$DIR"/run/{proc,lock}
	chown -R cyrus:mail "$DIR/run/"
}

cyrus_launch() {
	cyrus_make_run
	rm -f "$DIR/run/master.pid"
	in_session $CYRUS_BIN/master -C "$DIR/imapd.conf" -M "$DIR/cyrus.conf" \
		-p "$DIR/run/master.pid" -L "$DIR/cyrus.log"
}

cyrus_over() { false; }

cyrus_populate() {
	imap_commands cyrus "$PASSWORD" "${USERS[@]/#/CREATE user/}"
}

cyrus_clean() {
	case $(readlink "$DIR/run" 2>/dev/null) in
	/dev/shm/imap-peer.*) rm -rf -- "$(readlink "$DIR/run")" "$DIR/run" ;;
	esac
}

as_cyrus() {
	local tool=$1
	shift
	setpriv --reuid cyrus --regid mail --clear-groups "$CYRUS_BIN/$tool" -C "$DIR/imapd.conf" "$@"
}

# cyrus_index_find USER MAILBOX: sets NAME and INDEX, the directory of the index files.
cyrus_index_find() {
	NAME=user/$1
	[ "${2^^}" = INBOX ] || NAME+=/${2#INBOX/}
	INDEX=$(as_cyrus mbpath "$NAME" 2>/dev/null) || INDEX=''
	[ -d "$INDEX" ] || die "user $1 has no mailbox $2"
}

# The new UIDVALIDITY will be the clock in seconds. Within the second of the old one it
# would be the same number, for other mod-sequences and lost flags, and that would be
# the administrator's fault: so the next second is waited for.
cyrus_index_remove() {
	local second index
	printf -v second '%(%s)T' -1
	while [ "$(date +%s)" = "$second" ]; do sleep 0.05; done
	for index; do rm -f "$index"/cyrus.index "$index"/cyrus.cache; done
}

# cyrus_index_rebuild USER NAME...: Cyrus does not make them again by itself: without
# reconstruct SELECT fails.
cyrus_index_rebuild() { as_cyrus reconstruct "${@:2}" >/dev/null; }

# cyrus_deliver USER MAILBOX: the message comes from standard input.
cyrus_deliver() {
	local box=()
	[ "${2^^}" = INBOX ] || box=(-m "${2#INBOX/}")
	as_cyrus deliver -a "$1" "${box[@]}" "$1" || die "the message was not taken"
}

# cyrus_history_drop USER MAILBOX: expunged messages are remembered until cyr_expire
# removes them; from then on Cyrus knows only up to which mod-sequence it has forgotten.
cyrus_history_drop() {
	local name=user/$1
	[ "${2^^}" = INBOX ] || name+=/${2#INBOX/}
	as_cyrus cyr_expire -E 3 -X 0 -p "$name" >/dev/null || die "cyr_expire failed"
}
