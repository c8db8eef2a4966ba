"""The near side of a synchroniser that keeps a Maildir."""

import os
import socket
import time

from near import subject_of

FLAGS = {'D': '\\draft', 'F': '\\flagged', 'R': '\\answered', 'S': '\\seen', 'T': '\\deleted'}
LETTERS = {name: letter for letter, name in FLAGS.items()}


class Maildir:
    def __init__(self, path):
        self.path, self.count = path, 0

    def paths(self):
        for folder in 'new', 'cur':
            where = os.path.join(self.path, folder)
            for name in sorted(os.listdir(where)) if os.path.isdir(where) else []:
                yield os.path.join(where, name)

    def find(self, subject):
        return next(path for path in self.paths() if subject_of(read(path)) == subject)

    def messages(self):
        """[(flags, text)], text with CRLF."""
        found = []
        for path in self.paths():
            letters = path.rpartition(':2,')[2] if ':2,' in path else ''
            found.append(({FLAGS[letter] for letter in letters if letter in FLAGS}, read(path).replace(b'\n', b'\r\n')))
        return found

    def append(self, text):
        self.count += 1
        name = '%d.M%dP%d.%s' % (time.time(), self.count, os.getpid(), socket.gethostname().replace('/', '_'))
        for folder in 'tmp', 'new', 'cur':
            os.makedirs(os.path.join(self.path, folder), exist_ok=True)
        waiting = os.path.join(self.path, 'tmp', name)
        with open(waiting, 'wb') as file:
            file.write(text.replace(b'\r\n', b'\n'))
        os.rename(waiting, os.path.join(self.path, 'cur', name + ':2,'))

    def set(self, subject, flags):
        path = self.find(subject)
        name = os.path.basename(path).partition(':2,')[0]
        letters = ''.join(sorted(LETTERS[flag] for flag in flags))
        os.rename(path, os.path.join(self.path, 'cur', '%s:2,%s' % (name, letters)))

    def delete(self, subject):
        os.remove(self.find(subject))


def read(path):
    with open(path, 'rb') as file:
        return file.read()
