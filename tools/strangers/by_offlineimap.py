"""OfflineIMAP: a Maildir kept equal to a mailbox, both ways."""

import os
import shutil
import subprocess

import syncing
from maildir import Maildir
from near import Mailbox
from witness import Wrong


def missing():
    return None if shutil.which('offlineimap') else 'offlineimap is not installed (package offlineimap3)'


def visit(v):
    home = os.path.join(v.folder, 'home')
    os.makedirs(home)
    config = os.path.join(v.folder, 'offlineimaprc')
    with open(os.open(config, os.O_WRONLY | os.O_CREAT, 0o600), 'w', encoding='utf-8') as file:
        # A percent sign begins an interpolation in this format.
        file.write('\n'.join(line.replace('%', '%%') for line in (
            '[general]', 'accounts = one', 'metadata = ' + os.path.join(v.folder, 'metadata'), 'ui = basic', 'socktimeout = 20',
            '[Account one]', 'localrepository = near', 'remoterepository = far',
            '[Repository near]', 'type = Maildir', 'localfolders = ' + os.path.join(v.folder, 'maildir'),
            '[Repository far]', 'type = IMAP', 'remotehost = ' + v.host, 'remoteport = %d' % v.port, 'remoteuser = ' + v.user,
            'remotepass = ' + v.password, 'ssl = no', 'starttls = no', 'auth_mechanisms = LOGIN',
            'folderfilter = lambda name: name == %r' % v.mailbox, '')))

    def sync():
        environment = {'PATH': os.environ.get('PATH', '/usr/bin:/bin'), 'HOME': home, 'LC_ALL': 'C.UTF-8'}
        done = subprocess.run(['offlineimap', '-c', config, '-o'], env=environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
        text = done.stdout.decode('utf-8', 'replace')
        if done.returncode != 0 or 'ERROR' in text:
            raise Wrong('offlineimap: exit %d, %s' % (done.returncode, text.strip()[-300:]))

    v.witness.create(v.mailbox)
    syncing.visit(v, sync, Maildir(os.path.join(v.folder, 'maildir', v.mailbox)), Mailbox(v.witness, v.mailbox))
    v.witness.remove(v.mailbox)
