"""The messages that the strangers send: each subject is unlike the others."""


def letter(subject, body='Good day.\r\n'):
    return (
        'Date: Mon, 02 Feb 2026 10:20:30 +0100\r\n'
        'From: Ann Sender <ann@example.org>\r\n'
        'To: bob@example.org\r\n'
        'Subject: %s\r\n'
        'Message-ID: <%s@example.org>\r\n'
        'MIME-Version: 1.0\r\n'
        'Content-Type: text/plain; charset=utf-8\r\n'
        '\r\n'
        '%s' % (subject, subject.replace(' ', '.'), body)).encode('utf-8')
