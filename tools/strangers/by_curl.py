"""curl, one process per step, as a script on a server's machine would use it."""

import os
import re
import shutil
import subprocess

from letters import letter
from witness import Wrong


def missing():
    return None if shutil.which('curl') else 'curl is not installed'


class Curl:
    def __init__(self, visit):
        self.visit = visit

    def run(self, path, *options, succeeds=True):
        """curl imap://…/PATH; returns what it prints. The password goes over stdin, unseen by others."""
        v = self.visit
        user = '%s:%s' % (v.user, v.password)
        config = 'user = "%s"\n' % user.replace('\\', '\\\\').replace('"', '\\"')
        url = 'imap://%s/%s' % (v.address, path)
        done = subprocess.run(
            ['curl', '-q', '-sS', '-g', '--noproxy', '*', '--max-time', '20', '-K', '-', *options, url],
            input=config.encode(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=40)
        if succeeds and done.returncode != 0:
            raise Wrong('curl %s: exit %d, %s' % (url, done.returncode, done.stderr.decode('utf-8', 'replace').strip()))
        if not succeeds and done.returncode == 0:
            raise Wrong('curl %s should fail and does not' % url)
        return done.stdout


def visit(v):
    curl, witness, box = Curl(v), v.witness, v.mailbox
    text = letter('curl writes home', 'A line.\r\n.\r\nGr\u00fc\u00dfe\r\n')

    with v.step('login'):
        curl.run('', '-X', 'NOOP')
        if 'AUTH=PLAIN' in witness.capabilities():
            curl.run('', '-X', 'NOOP', '--login-options', 'AUTH=PLAIN')

    with v.step('create'):
        curl.run('', '-X', 'CREATE ' + box)
        v.expect(box in witness.mailboxes(), 'the witness sees no mailbox %s' % box)

    with v.step('list'):
        listed = curl.run('')
        v.expect(re.search(rb'^\* LIST .*' + re.escape(box.encode()), listed, re.M), 'LIST does not show %s' % box)

    with v.step('append'):
        path = os.path.join(v.folder, 'letter.eml')
        with open(path, 'wb') as file:
            file.write(text)
        curl.run(box, '-T', path)
        v.expect(witness.only(box).text == text, 'the witness reads another text than curl sent')
        uid = witness.only(box).uid

    with v.step('read by number'):
        v.expect(curl.run('%s;MAILINDEX=1' % box) == text, 'curl reads another text than it sent')

    with v.step('read by UID'):
        v.expect(curl.run('%s;UID=%d' % (box, uid)) == text, 'curl reads another text than it sent')

    with v.step('read a section'):
        header = curl.run('%s;UID=%d;SECTION=HEADER.FIELDS%%20(SUBJECT)' % (box, uid))
        v.expect(header == b'Subject: curl writes home\r\n\r\n', 'HEADER.FIELDS (SUBJECT) is %r' % header)

    with v.step('UIDVALIDITY'):
        validity = witness.uidvalidity(box)
        v.expect(curl.run('%s;UIDVALIDITY=%d/;UID=%d' % (box, validity, uid)) == text, 'another text')
        curl.run('%s;UIDVALIDITY=%d/;UID=%d' % (box, validity - 1, uid), succeeds=False)

    with v.step('search'):
        v.expect(re.search(rb'^\* SEARCH 1\r$', curl.run(box + '?SUBJECT%20home'), re.M), 'SEARCH does not find message 1')
        v.expect(re.search(rb'^\* SEARCH ?\r$', curl.run(box + '?SUBJECT%20absent'), re.M), 'SEARCH finds what is not there')

    with v.step('flag'):
        curl.run(box, '-X', 'STORE 1 +FLAGS.SILENT (\\Flagged)')
        v.expect('\\flagged' in witness.only(box).flags, 'the witness does not see \\Flagged')
        fetched = curl.run(box, '-X', 'FETCH 1 (FLAGS)')
        v.expect(b'\\Flagged' in fetched, 'curl does not see \\Flagged: %r' % fetched)

    if 'CONDSTORE' in witness.capabilities():
        with v.step('mod-sequence'):
            fetched = curl.run(box, '-X', 'FETCH 1 (MODSEQ)')
            v.expect(re.search(rb'MODSEQ \([1-9]\d*\)', fetched), 'no MODSEQ in %r' % fetched)

    with v.step('delete'):
        curl.run(box, '-X', 'STORE 1 +FLAGS (\\Deleted)')
        v.expect('\\deleted' in witness.only(box).flags, 'the witness does not see \\Deleted')
        curl.run(box, '-X', 'EXPUNGE')
        v.expect(witness.messages(box) == [], 'the message is still there')

    with v.step('remove the mailbox'):
        curl.run('', '-X', 'DELETE ' + box)
