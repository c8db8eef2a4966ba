"""Lets foreign clients use one IMAP server, and has a witness look at each outcome."""

import argparse
import os
import re
import shutil
import signal
import sys
import tempfile
import time
from contextlib import contextmanager

import by_curl
import by_imaplib
import by_interimap
import by_mbsync
import by_neomutt
import by_neomutt_plain
import by_offlineimap
from witness import Witness, Wrong

LIMIT = 180  # seconds that one client's visit may last
CLIENTS = {'curl': by_curl, 'imaplib': by_imaplib, 'neomutt': by_neomutt, 'neomutt-plain': by_neomutt_plain,
           'mbsync': by_mbsync, 'offlineimap': by_offlineimap, 'interimap': by_interimap}


class Visit:
    """What a client's script gets: the server, a mailbox name, a directory, and `step`."""

    def __init__(self, client, arguments, folder):
        self.client, self.folder = client, folder
        self.host, self.port = arguments.server
        self.user, self.password = arguments.user, arguments.password
        self.witness = Witness(self.host, self.port, self.user, self.password)
        self.mailbox = 'strangers-%s-%d-%d' % (client, os.getpid(), int(time.time()))
        self.passed = 0
        self.failed = 0

    @property
    def address(self):
        """host:port as it stands in a URL."""
        return ('[%s]:%d' if ':' in self.host else '%s:%d') % (self.host, self.port)

    @contextmanager
    def step(self, name):
        """One step; after a failed one the client's further steps make no sense."""
        begun = time.monotonic()
        try:
            yield
        except (Wrong, OSError, ValueError) as wrong:
            self.failed += 1
            self.say('FAIL', name, str(wrong) or type(wrong).__name__)
            raise StopVisit() from wrong
        self.passed += 1
        self.say('pass', name, '%d ms' % ((time.monotonic() - begun) * 1000))

    def say(self, outcome, name, text):
        print('%s  %-13s %-22s %s' % (outcome, self.client, name, printable(text)), flush=True)

    def expect(self, condition, text):
        if not condition:
            raise Wrong(text)


class StopVisit(Exception):
    pass


def out_of_time(*_):
    raise Wrong('not done after %d s' % LIMIT)


def printable(text):
    return re.sub(r'[^\x20-\x7e]', '?', text)[:300]


def visit(client, arguments):
    """Returns (passed, failed, skipped)."""
    module = CLIENTS[client]
    missing = module.missing()
    if missing and os.environ.get('CI', '').lower() in ('true', '1'):
        print('FAIL  %-13s %s; with CI=true no client may be missing' % (client, missing), flush=True)
        return 0, 1, 0
    if missing:
        print('skip  %-13s %s' % (client, missing), flush=True)
        return 0, 0, 1
    folder = tempfile.mkdtemp(prefix='strangers-')
    v = Visit(client, arguments, folder)
    signal.alarm(LIMIT)
    try:
        module.visit(v)
        with v.step('nothing is left'):
            v.expect(v.mailbox not in v.witness.mailboxes(), 'the mailbox %s is still there' % v.mailbox)
    except StopVisit:
        pass
    finally:
        signal.alarm(0)
        shutil.rmtree(folder, ignore_errors=True)
        try:
            v.witness.remove(v.mailbox)
        except (Wrong, OSError) as wrong:
            v.say('note', 'cleaning up', str(wrong))
    return v.passed, v.failed, 0


def server(text):
    match = re.fullmatch(r'(?:imap://)?(?:\[([0-9A-Fa-f:.%]+)\]|([^:/\[\]\s]+)):(\d{1,5})/?', text)
    if not match or not 1 <= int(match.group(3)) <= 65535:
        raise argparse.ArgumentTypeError('not host:port: %r' % text)
    return match.group(1) or match.group(2), int(match.group(3))


def words(text):
    if not text or not text.isascii() or re.search(r'[\x00-\x1f\x7f]', text):
        raise argparse.ArgumentTypeError('empty, or has characters that not every client can send')
    return text


def main():
    parser = argparse.ArgumentParser(
        prog='strangers/run', description=__doc__,
        epilog='Exits 0 where all went well, 1 on a failure, 2 on wrong usage, 3 where the server cannot be used.')
    parser.add_argument('--server', required=True, type=server, metavar='HOST:PORT', help='plain TCP; LOGIN is sent in clear')
    parser.add_argument('--user', required=True, type=words)
    parser.add_argument('--password', required=True, type=words)
    parser.add_argument('--client', action='append', choices=sorted(CLIENTS), help='only this one (may be repeated)')
    arguments = parser.parse_args()
    signal.signal(signal.SIGALRM, out_of_time)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        Witness(*arguments.server, arguments.user, arguments.password).capabilities()
    except (Wrong, OSError, ValueError) as wrong:
        print('strangers: %s:%d cannot be used: %s' % (*arguments.server, printable(str(wrong))), file=sys.stderr)
        return 3
    results = [visit(client, arguments) for client in CLIENTS if client in (arguments.client or CLIENTS)]
    passed, failed, skipped = (sum(column) for column in zip(*results))
    print('%d passed, %d failed%s' % (passed, failed, ', %d clients skipped' % skipped if skipped else ''))
    if failed:
        return 1
    if not passed:
        print('strangers: nothing was tried', file=sys.stderr)
        return 1
    return 0


if __name__ == '__main__':
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
