"""neomutt under a pseudo-terminal, its keys pushed at the start, with a header cache:
so it resynchronises with CONDSTORE and QRESYNC where the server has them."""

import os
import pty
import re
import select
import shutil
import signal
import time

from letters import letter
from witness import Wrong

DEADLINE = 20  # seconds for one run of neomutt


def missing():
    return None if shutil.which('neomutt') else 'neomutt is not installed'


def quoted(text):
    """A string in a neomutt configuration."""
    for special in '\\"$`':
        text = text.replace(special, '\\' + special)
    return '"%s"' % text


class NeoMutt:
    def __init__(self, visit, extensions):
        self.visit, self.extensions = visit, 'yes' if extensions else 'no'
        self.home = os.path.join(visit.folder, 'home')
        for name in 'cache', 'bodies':
            os.makedirs(os.path.join(self.home, name))
        self.body = os.path.join(self.home, 'body')
        with open(self.body, 'w', encoding='utf-8') as file:
            file.write('Hello.\n')
        self.rc = os.path.join(self.home, 'neomuttrc')
        with open(os.open(self.rc, os.O_WRONLY | os.O_CREAT, 0o600), 'w', encoding='utf-8') as file:
            for name, value in self.settings().items():
                file.write('set %s=%s\n' % (name, value if value in ('yes', 'no') else quoted(value)))

    def settings(self):
        v = self.visit
        return {
            'folder': 'imap://%s/' % v.address, 'spoolfile': self.url(v.mailbox),
            'imap_user': v.user, 'imap_pass': v.password,
            'ssl_starttls': 'no', 'ssl_force_tls': 'no',
            'imap_condstore': self.extensions, 'imap_qresync': self.extensions, 'imap_check_subscribed': 'no',
            'header_cache': os.path.join(self.home, 'cache') + '/', 'message_cachedir': os.path.join(self.home, 'bodies'),
            'sort': 'mailbox-order', 'delete': 'yes', 'quit': 'yes', 'move': 'no', 'confirmappend': 'no',
            'wait_key': 'no', 'pipe_decode': 'no', 'pipe_split': 'no', 'mark_old': 'no', 'help': 'no', 'beep': 'no', 'sleep_time': '0',
            'editor': 'cp ' + self.body, 'abort_unmodified': 'no', 'sendmail': '/bin/true', 'copy': 'yes', 'record': self.url(v.mailbox),
            'realname': 'Neo', 'from': 'neo@example.org', 'tmpdir': self.home, 'history_file': '',
        }

    def url(self, mailbox):
        return 'imap://%s/%s' % (self.visit.address, mailbox)

    def environment(self):
        return {'PATH': os.environ.get('PATH', '/usr/bin:/bin'), 'HOME': self.home, 'TERM': 'xterm', 'LC_ALL': 'C.UTF-8',
                'LINES': '40', 'COLUMNS': '120'}

    def keys(self, keys, mailbox=None, options=()):
        """Opens the mailbox, presses the keys, and waits for neomutt to end by itself."""
        keys = keys.replace('\\', '\\\\').replace('"', '\\"')
        command = ['neomutt', '-n', 
                   '-d', '2', '-l', os.path.join(self.home, 'log'), '-F', self.rc, *options, '-f', mailbox or self.url(self.visit.mailbox), '-e', 'push "%s"' % keys]
        child, terminal = pty.fork()
        if child == 0:
            try:
                os.execvpe(command[0], command, self.environment())
            finally:
                os._exit(127)
        screen, deadline = b'', time.monotonic() + DEADLINE
        try:
            while time.monotonic() < deadline:
                if select.select([terminal], [], [], 0.5)[0]:
                    try:
                        data = os.read(terminal, 65536)
                    except OSError:  # how Linux tells that the other side is closed
                        data = b''
                    if not data:
                        child, status = 0, os.waitpid(child, 0)[1]
                        if status != 0:
                            raise Wrong('neomutt ended with %d; its screen: %r' % (os.waitstatus_to_exitcode(status), screen[-300:]))
                        return screen
                    screen = (screen + data)[-100000:]
            raise Wrong('neomutt did not end within %d s; its screen: %r' % (DEADLINE, screen[-300:]))
        finally:
            if child:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
            os.close(terminal)

    def sent(self):
        """The commands that the last neomutt sent, as its own log has them."""
        with open(os.path.join(self.home, 'log0'), encoding='utf-8', errors='replace') as file:
            return re.findall(r'^(?:\S+ \S+ mutt_socket_write_d\(\) \d+> )?a\d{4} (.*)$', file.read(), re.M)

    def send(self, subject):
        """Writes and sends a message; its copy goes into the mailbox by APPEND. (In batch mode neomutt keeps no
        copy on an IMAP server.)"""
        self.keys('<mail>bob@example.org<enter>%s<enter><send-message><exit>' % subject)

    def read(self, before='', **options):
        """What neomutt pipes out: the messages that are tagged or current after the keys `before`."""
        path = os.path.join(self.home, 'piped')
        if os.path.exists(path):
            os.remove(path)
        self.keys('%s<pipe-message>cat > %s<enter><exit>' % (before, path), **options)
        if not os.path.exists(path):
            raise Wrong('neomutt piped no message')
        with open(path, 'rb') as file:
            return file.read()


def unix(text):
    return text.replace(b'\r\n', b'\n')


def visit(v, extensions=True):
    witness, box = v.witness, v.mailbox
    mutt = NeoMutt(v, extensions)
    first, second = letter('first for neomutt', 'One.\r\nGr\u00fc\u00dfe\r\n'), letter('second for neomutt', 'Two.\r\n')

    with v.step('login'):
        witness.create(box)
        witness.append(box, first)
        mutt.keys('<exit>')

    with v.step('list'):
        # The browser starts with the mailboxes of the configuration; toggled, it shows what LIST tells.
        seen = mutt.read('<change-folder>?<toggle-mailboxes><search>%s<enter><view-file>' % box, mailbox=mutt.url('INBOX'), options=['-R'])
        v.expect(seen == unix(first), 'from the list of mailboxes neomutt reads %r' % seen[:60])

    with v.step('read'):
        v.expect(mutt.read() == unix(first), 'neomutt reads another text than was appended')

    with v.step('append'):
        mutt.send('sent by neomutt')
        sent = witness.messages(box)[-1]
        v.expect(b'\r\nSubject: sent by neomutt\r\n' in sent.text and sent.text.endswith(b'\r\n\r\nHello.\r\n'), 'the copy is %r' % sent.text)
        v.expect('\\seen' in sent.flags, 'the copy has the flags %r' % sent.flags)

    with v.step('copy'):
        path = os.path.join(v.folder, 'local.mbox')
        with open(path, 'wb') as file:
            file.write(b'From ann@example.org Mon Feb  2 10:20:30 2026\n' + unix(second) + b'\n')
        mutt.keys('<copy-message>%s<enter><exit>' % mutt.url(box), mailbox=path)
        v.expect(b'second for neomutt' in witness.messages(box)[-1].text, 'the message copied from a local mailbox is not there')

    with v.step('flag'):
        mutt.keys('<first-entry><flag-message><sync-mailbox><quit>')
        flagged = [bool('\\flagged' in message.flags) for message in witness.messages(box)]
        v.expect(flagged == [True, False, False], '\\Flagged is on %r' % flagged)

    with v.step('flag off'):
        mutt.keys('<first-entry><flag-message><sync-mailbox><quit>')
        v.expect('\\flagged' not in witness.messages(box)[0].flags, '\\Flagged is still there')

    with v.step('resynchronise'):
        # While neomutt is away: one message flagged, one expunged, one new. Its cache knows nothing of it.
        messages = witness.messages(box)
        witness.store(box, messages[0].uid, '+FLAGS (\\Flagged)')
        witness.expunge(box, messages[1].uid)
        witness.append(box, letter('while away'))
        tagged = mutt.read('<tag-pattern>~F<enter><tag-prefix>')
        commands, capabilities = mutt.sent(), witness.capabilities()
        if not extensions:
            v.expect(not any(word in command for command in commands for word in ('QRESYNC', 'CONDSTORE', 'CHANGEDSINCE')), 'neomutt was told not to: %r' % commands)
        elif {'QRESYNC', 'ENABLE'} <= capabilities:
            v.expect('ENABLE QRESYNC' in commands, 'neomutt did not enable QRESYNC: %r' % commands)
            v.expect(any(' VANISHED)' in command for command in commands), 'neomutt did not use QRESYNC: %r' % commands)
        elif 'CONDSTORE' in capabilities:
            v.expect(any('(CHANGEDSINCE ' in command for command in commands), 'neomutt did not use CONDSTORE: %r' % commands)
        v.expect(tagged == unix(first), 'flagged, to neomutt, is %r' % tagged[:300])
        everything = mutt.read('<tag-pattern>~A<enter><tag-prefix>')
        subjects = [line for line in everything.split(b'\n') if line.startswith(b'Subject: ')]
        v.expect(subjects == [b'Subject: first for neomutt', b'Subject: second for neomutt', b'Subject: while away'],
                 'neomutt has %r' % subjects)

    with v.step('delete'):
        mutt.keys('<delete-pattern>~s second<enter><sync-mailbox><quit>')
        left = [message.text for message in witness.messages(box)]
        v.expect(len(left) == 2 and left[0] == first, '%d messages are left' % len(left))

    with v.step('delete all'):
        mutt.keys('<delete-pattern>~A<enter><sync-mailbox><quit>')
        v.expect(witness.messages(box) == [], 'messages are left')

    witness.remove(box)
