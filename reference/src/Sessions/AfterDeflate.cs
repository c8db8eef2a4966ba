namespace Reference.Sessions;

/// <summary>A connection whose compression has ended (RFC 8437 section 4.1): what is still to come of the client's compressed octets, empty blocks that
/// say no more than that they end (RFC 1951 sections 3.2.4 and 3.2.6), is passed over. No command begins with such an octet.</summary>
internal sealed class AfterDeflate(Stream inner) : Stream
{
    /// <summary>Empty blocks: of fixed codes and the last one, as zlib ends; stored and the last one; stored and not the last one, a flush.</summary>
    private static readonly byte[][] Blocks = [[0x03, 0x00], [0x01, 0x00, 0x00, 0xFF, 0xFF], [0x00, 0x00, 0x00, 0xFF, 0xFF]];

    private byte[] _block = [];
    private int _passed;
    private bool _isOver;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var count = await inner.ReadAsync(buffer, cancellationToken);
            var passed = _isOver ? 0 : Passed(buffer.Span[..count]);
            if (count > 0 && passed == count) continue;
            buffer[passed..count].CopyTo(buffer);
            return count - passed;
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => inner.WriteAsync(buffer, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>How many of the first octets belong to such blocks.</summary>
    private int Passed(ReadOnlySpan<byte> octets)
    {
        var at = 0;
        for (; at < octets.Length && !_isOver; at++)
        {
            if (_passed == _block.Length)
            {
                var first = octets[at];
                _block = Array.Find(Blocks, block => block[0] == first) ?? [];
                _passed = 0;
            }
            if (_block.Length == 0 || octets[at] != _block[_passed])
            {
                _isOver = true;
                return at;
            }
            // The last bit of the first octet marks the last block.
            _isOver = ++_passed == _block.Length && (_block[0] & 1) == 1;
        }
        return at;
    }
}
