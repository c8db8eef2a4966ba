"""InterIMAP: two mailboxes on one server kept equal by QRESYNC, with no listing of everything."""

import os
import re
import shutil
import subprocess

import syncing
from near import Mailbox
from witness import Wrong

NEEDS = {'ENABLE', 'QRESYNC', 'UIDPLUS', 'LIST-EXTENDED', 'LIST-STATUS'}


def missing():
    return None if shutil.which('interimap') else 'interimap is not installed'


def visit(v):
    witness = v.witness
    lacking = NEEDS - witness.capabilities()
    if lacking:
        v.say('skip', 'all', 'the server has no ' + ' '.join(sorted(lacking)))
        return
    delimiter = witness.delimiter()
    near, far = ('%s%s%s' % (v.mailbox, delimiter, side) for side in ('near', 'far'))
    config = os.path.join(v.folder, 'config')
    side = '\n'.join(('type = imap', 'host = ' + v.host, 'port = %d' % v.port, 'STARTTLS = NO', 'auth = PLAIN LOGIN',
                      'username = ' + v.user, 'password = ' + v.password, ''))
    with open(os.open(config, os.O_WRONLY | os.O_CREAT, 0o600), 'w', encoding='utf-8') as file:
        file.write('database = %s\n' % os.path.join(v.folder, 'state.db'))
        for section, box in ('local', near), ('remote', far):
            file.write('[%s]\nlist-reference = %s%s\n%s' % (section, box, delimiter, side))
    said = []

    def sync():
        environment = {'PATH': os.environ.get('PATH', '/usr/bin:/bin'), 'HOME': v.folder, 'LC_ALL': 'C.UTF-8'}
        done = subprocess.run(['interimap', '--config=' + config, '--debug'], env=environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=40)
        said[:] = done.stdout.decode('utf-8', 'replace').splitlines()
        if done.returncode != 0:
            raise Wrong('interimap: exit %d, %s' % (done.returncode, ' / '.join(said[-3:])))

    boxes = [box + delimiter + 'mail' for box in (near, far)]
    try:
        for box in boxes:
            witness.create(box)
        syncing.visit(v, sync, *(Mailbox(witness, box) for box in boxes))
        with v.step('by QRESYNC'):
            witness.append(boxes[1], b'Subject: last\r\n\r\nLast.\r\n')
            sync()
            v.expect(any(re.search(r'SELECT .*\(QRESYNC \(', line) for line in said), 'interimap did not use QRESYNC: %r' % said[-20:])
    finally:
        for box in (*boxes, near, far, v.mailbox):
            witness.remove(box)
