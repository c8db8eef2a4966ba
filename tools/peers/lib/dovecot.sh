# shellcheck shell=bash
# Dovecot 2.3 (package dovecot-imapd).

dovecot_install() {
	packages dovecot-core dovecot-imapd
	case $(dovecot --version) in
	2.3.*) ;;
	*) die "the configuration written here is for Dovecot 2.3 (Debian 12), and this is $(dovecot --version)" ;;
	esac
}

dovecot_version() { printf 'Dovecot %s\n' "$(dovecot --version)"; }
dovecot_reachable() { reachable_by mail; }
dovecot_logs() { echo "$DIR/dovecot.log"; }

dovecot_location() {
	case $FORMAT in
	mbox) echo 'mbox:~/mail:INBOX=~/inbox' ;;
	*) echo "$FORMAT:~/mail" ;;
	esac
}

dovecot_configure() {
	local user
	mkdir "$DIR/run" "$DIR/state" "$DIR/home"
	for user in "${USERS[@]}"; do
		printf '%s:{PLAIN}%s\n' "$user" "$PASSWORD"
		mkdir "$DIR/home/$user"
	done >"$DIR/passwd"
	chown -R mail:mail "$DIR/home"

	# mail_max_userip_connections: ten sessions of one user are too few for a race.
	# anvil-auth-penalty: a refused LOGIN would delay the next one.
	cat >"$DIR/dovecot.conf" <<-CONF
		base_dir = $DIR/run
		state_dir = $DIR/state
		log_path = $DIR/dovecot.log
		listen = 127.0.0.1
		protocols = imap
		ssl = no
		disable_plaintext_auth = no
		auth_mechanisms = plain login
		auth_failure_delay = 0
		mail_location = $(dovecot_location)
		mail_fsync = $([ -n "$FSYNC" ] && echo always || echo optimized)
		mail_max_userip_connections = 0
		mail_uid = mail
		mail_gid = mail
		first_valid_uid = 1
		first_valid_gid = 1
		namespace inbox {
		  inbox = yes
		  separator = /
		}
		passdb {
		  driver = passwd-file
		  args = $DIR/passwd
		}
		userdb {
		  driver = static
		  args = uid=mail gid=mail home=$DIR/home/%u
		}
		service imap-login {
		  service_count = 0
		  process_min_avail = 1
		  inet_listener imap {
		    port = $PORT
		  }
		  inet_listener imaps {
		    port = 0
		  }
		}
		service anvil {
		  unix_listener anvil-auth-penalty {
		    mode = 0
		  }
		}
	CONF
}

dovecot_launch() {
	# After kill -9 the number in it may belong to another process.
	rm -f "$DIR/run/master.pid"
	in_session dovecot -F -c "$DIR/dovecot.conf"
}

# dovecot_over: of MEMBERS only the master and the process that writes its log are left. They
# would wait two seconds for each other.
dovecot_over() {
	local pid name
	for pid in "${MEMBERS[@]}"; do
		name=''
		{ read -r name <"/proc/$pid/comm"; } 2>/dev/null || true
		case $name in dovecot | log | '') ;; *) return 1 ;; esac
	done
}

dovecot_populate() { :; }
dovecot_clean() { :; }

# dovecot_index_find USER MAILBOX: sets NAME and INDEX, the directory of the index
# files. Dovecot has to be running.
dovecot_index_find() {
	# The wire has modified UTF-7, doveadm has UTF-8.
	NAME=$(doveadm mailbox mutf7 -7 "$2") || die "not a mailbox name: $2"
	INDEX=$(doveadm -c "$DIR/dovecot.conf" mailbox path -u "$1" -t index "$NAME" 2>/dev/null) ||
		die "there is no user $1"
	[ -d "$INDEX" ] || die "user $1 has no mailbox $2 (no directory $INDEX)"
}

# dovecot_index_remove INDEX...: deletes dovecot.index, .cache, .log and .log.2, and leaves
# the messages.
dovecot_index_remove() {
	local index
	for index; do rm -f "$index"/dovecot.index "$index"/dovecot.index.*; done
}

# dovecot_index_rebuild USER NAME...: with maildir and mbox Dovecot makes them again by
# itself, from the messages and its list of UIDs. With sdbox and mdbox the index is all there
# is about UIDs and flags, and an administrator's force-resync has to make it again.
dovecot_index_rebuild() {
	local user=$1 name
	case $FORMAT in sdbox | mdbox) ;; *) return ;; esac
	for name in "${@:2}"; do
		doveadm -c "$DIR/dovecot.conf" force-resync -u "$user" "$name" >/dev/null 2>&1
	done
}

# dovecot_deliver USER MAILBOX: the message comes from standard input.
dovecot_deliver() {
	local name
	name=$(doveadm mailbox mutf7 -7 "$2") || die "not a mailbox name: $2"
	doveadm -c "$DIR/dovecot.conf" save -u "$1" -m "$name" || die "the message was not taken"
}
