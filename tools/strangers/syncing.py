"""What every synchroniser is put through: changes on both sides while it is away, twice, and each
time both sides have to be equal, and right."""

import re

from letters import letter
from near import subject_of


def without_marks(text):
    """A message without the header lines by which synchronisers find their own copies."""
    return re.sub(rb'^(X-TUID|X-OfflineIMAP): [^\r\n]*\r\n', b'', text, flags=re.M)


def state(side):
    return {subject_of(text): (flags, without_marks(text)) for flags, text in side.messages()}


def visit(v, sync, near, far):
    """`sync` runs the client once; `near` and `far` have messages, append, set and delete."""
    texts = {name: letter(name, 'Body of %s.\r\nGr\u00fc\u00dfe\r\n' % name) for name in 'abcdefghijk'}
    expected = {}

    def put(side, name, *flags):
        side.append(texts[name])
        if flags:
            side.set(name, flags)
        expected[name] = set(flags)

    def mark(side, name, *flags):
        side.set(name, flags)
        expected[name] = set(flags)

    def remove(side, name):
        side.delete(name)
        del expected[name]

    def compare():
        sync()
        for where, side in ('server', far), ('near side', near):
            found = state(side)
            v.expect(len(side.messages()) == len(found), 'a message stands twice on the %s' % where)
            v.expect({name: flags for name, (flags, _) in found.items()} == expected,
                     'the %s should have %r and has %r' % (where, expected, {name: flags for name, (flags, _) in found.items()}))
            for name, (_, text) in found.items():
                v.expect(text == texts[name], 'on the %s the text of %s is %r' % (where, name, text[:400]))

    with v.step('first fetch'):
        for name in 'abcde':
            put(far, name)
        mark(far, 'b', '\\seen')
        mark(far, 'c', '\\flagged', '\\answered')
        compare()

    with v.step('both sides change'):
        mark(far, 'a', '\\flagged')
        remove(far, 'b')
        put(far, 'f', '\\seen')
        mark(near, 'c', '\\seen')
        remove(near, 'd')
        put(near, 'g')
        compare()

    with v.step('and once more'):
        remove(far, 'g')
        mark(far, 'e', '\\seen', '\\answered')
        put(far, 'h')
        mark(near, 'a')
        remove(near, 'f')
        put(near, 'i', '\\flagged')
        put(near, 'j')
        compare()

    with v.step('nothing is left to do'):
        before = v.witness.messages(far.name)
        compare()
        v.expect(v.witness.messages(far.name) == before, 'a synchronisation without news changes the server')
