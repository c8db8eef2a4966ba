"""The witness: a plain-socket IMAP client that looks at what a stranger has done.

It shares nothing with the clients that it watches, and each look is a connection of
its own, so that it sees what the server keeps and not what a session remembers.
"""

import re
import socket
from typing import List, NamedTuple, Set

LIMIT = 8 * 1024 * 1024  # of one response, in bytes


class Wrong(Exception):
    """A step did not come out as it should; the text says what was seen."""


class Message(NamedTuple):
    uid: int
    flags: Set[str]
    text: bytes


def quoted(text):
    """A quoted string (RFC 3501, section 9)."""
    if re.search(r'[\r\n\0]', text) or not text.isascii():
        raise ValueError('not possible in a quoted string: %r' % text)
    return '"%s"' % text.replace('\\', '\\\\').replace('"', '\\"')


class Witness:
    def __init__(self, host, port, user, password, timeout=20):
        self.host, self.port, self.user, self.password = host, port, user, password
        self.timeout = timeout

    def session(self):
        return Session(self)

    def capabilities(self):
        with self.session() as s:
            return s.capabilities

    def mailboxes(self):
        """The names of all mailboxes, as bytes are on the wire, decoded as ASCII."""
        with self.session() as s:
            names = set()
            for response in s.command('LIST "" *'):
                match = re.match(rb'\* LIST \([^)]*\) (?:NIL|"(?:\\.|[^"\\])*") ?(.*)$', response[0], re.I | re.S)
                if match:
                    names.add(astring(match.group(1), response).decode('ascii', 'replace'))
            return names

    def delimiter(self):
        """Between the levels of mailbox names."""
        with self.session() as s:
            for response in s.command('LIST "" ""'):
                match = re.match(rb'\* LIST \([^)]*\) "(.)"', response[0], re.I)
                if match:
                    return match.group(1).decode('ascii')
        raise Wrong('LIST "" "" tells no hierarchy delimiter')

    def create(self, mailbox):
        with self.session() as s:
            s.command('CREATE ' + quoted(mailbox))

    def remove(self, mailbox):
        """Removes a mailbox that may be gone already."""
        with self.session() as s:
            s.command('DELETE ' + quoted(mailbox), expect=('OK', 'NO'))

    def messages(self, mailbox) -> List[Message]:
        with self.session() as s:
            s.command('EXAMINE ' + quoted(mailbox))
            found = []
            for response in s.command('UID FETCH 1:* (UID FLAGS BODY.PEEK[])'):
                lines = b' '.join(response[0::2])
                if not re.match(rb'\* \d+ FETCH ', lines, re.I):
                    continue
                uid = re.search(rb'\bUID (\d+)', lines, re.I)
                flags = re.search(rb'\bFLAGS \(([^)]*)\)', lines, re.I)
                if uid and flags and len(response) > 1:
                    names = {flag.lower() for flag in flags.group(1).decode().split()}
                    found.append(Message(int(uid.group(1)), names - {'\\recent'}, response[1]))
            return sorted(found)

    def only(self, mailbox) -> Message:
        """The one message of the mailbox."""
        found = self.messages(mailbox)
        if len(found) != 1:
            raise Wrong('the mailbox should have one message and has %d' % len(found))
        return found[0]

    def uidvalidity(self, mailbox):
        with self.session() as s:
            for response in s.command('EXAMINE ' + quoted(mailbox)):
                match = re.search(rb'\[UIDVALIDITY (\d+)\]', response[0], re.I)
                if match:
                    return int(match.group(1))
        raise Wrong('EXAMINE tells no UIDVALIDITY')

    def append(self, mailbox, text, flags=''):
        with self.session() as s:
            s.command('APPEND %s (%s) {%d}' % (quoted(mailbox), flags, len(text)), literal=text)

    def store(self, mailbox, uid, change):
        with self.session() as s:
            s.command('SELECT ' + quoted(mailbox))
            s.command('UID STORE %d %s' % (uid, change))

    def expunge(self, mailbox, uid):
        with self.session() as s:
            s.command('SELECT ' + quoted(mailbox))
            s.command('UID STORE %d +FLAGS (\\Deleted)' % uid)
            s.command('EXPUNGE')


def astring(text, response):
    """What an astring at the end of a response's first line stands for."""
    if re.search(rb'\{\d+\+?\}$', text):
        return response[1]
    if text.startswith(b'"'):
        return re.sub(rb'\\(.)', rb'\1', text[1:text.rindex(b'"')])
    return text


class Session:
    """One logged-in connection; `with` logs out."""

    def __init__(self, witness):
        self.count = 0
        self.socket = socket.create_connection((witness.host, witness.port), witness.timeout)
        try:
            self.file = self.socket.makefile('rb')
            if not self.response()[0].upper().startswith(b'* OK'):
                raise Wrong('the greeting is not OK')
            self.command('LOGIN %s %s' % (quoted(witness.user), quoted(witness.password)))
            lines = [r[0] for r in self.command('CAPABILITY')]
            self.capabilities = {
                word.decode('ascii', 'replace').upper()
                for line in lines if line.upper().startswith(b'* CAPABILITY ') for word in line.split()[2:]}
        except BaseException:
            self.socket.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        try:
            if kind is None:
                self.command('LOGOUT')
        finally:
            self.file.close()
            self.socket.close()

    def response(self):
        """One response: line, literal, line, literal, …, line, without the last CRLF."""
        parts, size = [], 0
        while True:
            line = self.file.readline(LIMIT)
            if not line.endswith(b'\r\n'):
                raise Wrong('the server ended the connection, or a line has no CRLF: %r' % line[:80])
            parts.append(line[:-2])
            literal = re.search(rb'~?\{(\d+)\}\r\n$', line)
            if not literal:
                return parts
            size += int(literal.group(1))
            if size > LIMIT:
                raise Wrong('a literal of %d bytes' % size)
            data = self.file.read(int(literal.group(1)))
            if len(data) != int(literal.group(1)):
                raise Wrong('the server ended the connection within a literal')
            parts.append(data)

    def command(self, text, literal=None, expect=('OK',)):
        """Sends one command; returns its untagged responses."""
        self.count += 1
        tag = b'W%d' % self.count
        self.socket.sendall(tag + b' ' + text.encode('ascii') + b'\r\n')
        untagged = []
        while True:
            response = self.response()
            if response[0].startswith(b'+') and literal is not None:
                self.socket.sendall(literal + b'\r\n')
                literal = None
            elif response[0].startswith(tag + b' '):
                word = response[0].split(b' ', 2)[1].decode('ascii', 'replace').upper()
                if word not in expect:
                    shown = text if not text.startswith('LOGIN ') else 'LOGIN'
                    raise Wrong('%s was answered %s' % (shown, response[0].decode('ascii', 'replace')))
                return untagged
            else:
                untagged.append(response)
