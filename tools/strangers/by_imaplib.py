"""Python's imaplib: one session, as a program would keep it."""

import imaplib
import re
import time

from letters import letter
from witness import Wrong


def missing():
    return None


def ok(answer):
    """The data of an answer; an answer that is not OK is wrong."""
    if answer[0] != 'OK':
        raise Wrong('answered %s %r' % (answer[0], answer[1]))
    return answer[1]


def literals(data):
    return [part[1] for part in data if isinstance(part, tuple)]


def lines(data):
    """The lines of the answers, without literals."""
    return b' '.join(part[0] if isinstance(part, tuple) else part for part in data if part)


class Polite:
    """imaplib's errors as ours, so that the step that meets one is the one that fails."""

    def __init__(self, target):
        self.target = target

    def __getattr__(self, name):
        method = getattr(self.target, name)
        if not callable(method):
            return method

        def call(*arguments):
            try:
                return method(*arguments)
            except imaplib.IMAP4.error as error:
                raise Wrong('%s: %s' % (name.upper(), error)) from error
        return call


def visit(v):
    witness, box = v.witness, v.mailbox
    first, second = letter('first of imaplib'), letter('second of imaplib', 'x' * 5000 + '\r\n')

    with v.step('login'):
        m = Polite(connect(v))
        ok(m.login(v.user, v.password))
        # imaplib knows the capabilities of the greeting; FETCH (MODSEQ) enables as well.
        if {'CONDSTORE', 'ENABLE'} <= set(m.capabilities):
            ok(m.enable('CONDSTORE'))

    with v.step('create'):
        ok(m.create(box))
        v.expect(box in witness.mailboxes(), 'the witness sees no mailbox %s' % box)

    with v.step('list'):
        v.expect(any(box.encode() in (entry or b'') for entry in ok(m.list())), 'LIST does not show %s' % box)

    with v.step('append'):
        when = imaplib.Time2Internaldate(time.mktime((2026, 2, 3, 4, 5, 6, 0, 0, -1)))
        ok(m.append(box, '(\\Seen)', when, first))
        ok(m.append(box, None, None, second))
        seen = witness.messages(box)
        v.expect([x.text for x in seen] == [first, second], 'the witness reads other texts than were appended')
        v.expect([x.flags for x in seen] == [{'\\seen'}, set()], 'the flags are %r' % [x.flags for x in seen])

    with v.step('status'):
        status = lines(ok(m.status(box, '(MESSAGES UIDNEXT UNSEEN)')))
        v.expect(re.search(rb'MESSAGES 2\b', status) and re.search(rb'UNSEEN 1\b', status), 'STATUS is %r' % status)

    with v.step('select'):
        v.expect(ok(m.select(box)) == [b'2'], 'SELECT does not tell two messages')
        v.expect(m.response('UIDVALIDITY')[1] != [None], 'no UIDVALIDITY')

    with v.step('read'):
        data = ok(m.fetch('1:2', '(UID INTERNALDATE BODY.PEEK[])'))
        v.expect(literals(data) == [first, second], 'imaplib reads other texts than it appended')
        date = imaplib.Internaldate2tuple(data[0][0])
        v.expect(date and date[:6] == (2026, 2, 3, 4, 5, 6), 'the internal date is %r' % (date,))
        data = ok(m.fetch('2', '(BODY.PEEK[TEXT]<4990.20>)'))
        v.expect(literals(data) == [b'x' * 10 + b'\r\n'], 'a part of the text is %r' % literals(data))

    with v.step('search'):
        v.expect(ok(m.search(None, 'SUBJECT', '"second"')) == [b'2'], 'SEARCH does not find message 2 alone')
        v.expect(ok(m.search(None, 'UNSEEN')) == [b'2'], 'SEARCH UNSEEN does not find message 2 alone')

    with v.step('flag'):
        answer = lines(ok(m.store('2', '+FLAGS', '(\\Flagged $Forwarded)')))
        v.expect(b'\\Flagged' in answer, 'STORE answers %r' % answer)
        v.expect({'\\flagged', '$forwarded'} <= witness.messages(box)[1].flags, 'the witness does not see the flags')
        ok(m.store('2', '-FLAGS', '(\\Flagged)'))
        v.expect('\\flagged' not in witness.messages(box)[1].flags, 'the witness still sees \\Flagged')

    if 'CONDSTORE' in witness.capabilities():
        with v.step('changed since'):
            changes(v, m)

    with v.step('news from others'):
        witness.append(box, letter('third'))
        ok(m.noop())
        v.expect(m.response('EXISTS')[1][-1] == b'3', 'NOOP does not tell that there are three messages')

    with v.step('copy'):
        ok(m.copy('1', box))
        copies = witness.messages(box)
        v.expect(len(copies) == 4 and copies[3].text == first and '\\seen' in copies[3].flags, 'the copy is not as the original')

    with v.step('delete'):
        ok(m.store('1,3:4', '+FLAGS.SILENT', '(\\Deleted)'))
        gone = ok(m.expunge())
        v.expect(len(gone) == 3, 'EXPUNGE tells %r' % gone)
        v.expect(witness.only(box).text == second, 'the wrong messages are gone')

    with v.step('close'):
        ok(m.store('1', '+FLAGS', '(\\Deleted)'))
        ok(m.close())
        v.expect(witness.messages(box) == [], 'CLOSE left the deleted message')

    with v.step('remove the mailbox'):
        ok(m.delete(box))

    with v.step('logout'):
        v.expect(m.logout()[0] == 'BYE', 'LOGOUT brings no BYE')


def connect(v):
    try:
        return imaplib.IMAP4(v.host, v.port, timeout=20)
    except imaplib.IMAP4.error as error:
        raise Wrong('connecting: %s' % error) from error


def changes(v, m):
    """CONDSTORE: a change by another session is what CHANGEDSINCE finds, and all that it finds."""
    before = [int(n) for n in re.findall(rb'MODSEQ \((\d+)\)', lines(ok(m.fetch('1:*', '(MODSEQ)'))))]
    v.expect(len(before) == 2, 'FETCH MODSEQ tells %r' % before)
    v.witness.store(v.mailbox, v.witness.messages(v.mailbox)[0].uid, '+FLAGS (\\Answered)')
    ok(m.noop())
    m.response('FETCH')
    data = ok(m.fetch('1:*', '(FLAGS) (CHANGEDSINCE %d)' % max(before)))
    v.expect(len(data) == 1 and data[0].startswith(b'1 ') and b'\\Answered' in data[0], 'CHANGEDSINCE finds %r' % data)
    after = re.search(rb'MODSEQ \((\d+)\)', data[0])
    v.expect(after and int(after.group(1)) > max(before), 'no mod-sequence above %d in %r' % (max(before), data[0]))
