"""The two sides of a synchroniser: one mailbox of the server under test is far, what it is kept equal to is near.

Both sides have the same four verbs, so that a change can be made on either.
"""

import re


def subject_of(text):
    match = re.search(rb'^Subject: (.*?)\r?$', text, re.M)
    return match.group(1).decode('ascii', 'replace') if match else ''


class Mailbox:
    """A mailbox of an IMAP server, through the witness."""

    def __init__(self, witness, name):
        self.witness, self.name = witness, name

    def uid(self, subject):
        return next(m.uid for m in self.witness.messages(self.name) if subject_of(m.text) == subject)

    def messages(self):
        return [(m.flags, m.text) for m in self.witness.messages(self.name)]

    def append(self, text):
        self.witness.append(self.name, text)

    def set(self, subject, flags):
        self.witness.store(self.name, self.uid(subject), 'FLAGS (%s)' % ' '.join(sorted(flags)))

    def delete(self, subject):
        self.witness.expunge(self.name, self.uid(subject))
