"""mbsync (isync): a Maildir kept equal to a mailbox, both ways, by listing everything each time."""

import os
import shutil
import subprocess

import syncing
from maildir import Maildir
from near import Mailbox
from witness import Wrong


def missing():
    return None if shutil.which('mbsync') else 'mbsync is not installed (package isync)'


def quoted(text):
    return '"%s"' % text.replace('\\', '\\\\').replace('"', '\\"')


def visit(v):
    path = os.path.join(v.folder, 'maildir')
    os.makedirs(path)
    config = os.path.join(v.folder, 'mbsyncrc')
    with open(os.open(config, os.O_WRONLY | os.O_CREAT, 0o600), 'w', encoding='utf-8') as file:
        file.write('\n'.join((
            'IMAPAccount server', 'Host ' + quoted(v.host), 'Port %d' % v.port, 'User ' + quoted(v.user), 'Pass ' + quoted(v.password),
            'SSLType None', 'AuthMechs LOGIN', 'Timeout 20', '',
            'IMAPStore far', 'Account server', '',
            'MaildirStore near', 'Path ' + quoted(path + '/'), 'Inbox ' + quoted(os.path.join(path, 'inbox')), 'SubFolders Verbatim', '',
            'Channel both', 'Far :far:', 'Near :near:', 'Patterns ' + quoted(v.mailbox), 'Create Near', 'Expunge Both', 'SyncState *', '')))

    def sync():
        done = subprocess.run(['mbsync', '-c', config, 'both'], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=40)
        if done.returncode != 0:
            raise Wrong('mbsync: exit %d, %s' % (done.returncode, done.stdout.decode('utf-8', 'replace').strip()))

    v.witness.create(v.mailbox)
    syncing.visit(v, sync, Maildir(os.path.join(path, v.mailbox)), Mailbox(v.witness, v.mailbox))
    v.witness.remove(v.mailbox)
