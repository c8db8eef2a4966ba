using System.IO.Compression;

namespace Reference.Sessions;

/// <summary>Raw DEFLATE in both directions over a stream (RFC 4978 section 3, RFC 1951). <see cref="FlushAsync"/> sends all that was written as
/// whole octets.</summary>
internal sealed class DeflateLayer : Stream
{
    private readonly Valve _valve;
    private readonly DeflateStream _reader;
    private readonly DeflateStream _writer;

    public DeflateLayer(Stream inner)
    {
        _valve = new Valve(inner);
        _reader = new DeflateStream(_valve, CompressionMode.Decompress, leaveOpen: true);
        _writer = new DeflateStream(_valve, CompressionLevel.Fastest, leaveOpen: true);
    }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>What was received last went on in plain text behind the end of the compressed data, as far as that can be told: a line ended
    /// there.</summary>
    public bool HasTextBehind => _valve.LastEndsWithCrLf;

    /// <exception cref="IOException">What came is no DEFLATE.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await _reader.ReadAsync(buffer, cancellationToken);
        }
        catch (InvalidDataException e)
        {
            throw new IOException($"the client's octets cannot be decompressed: {e.Message}", e);
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        _writer.WriteAsync(buffer, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => _writer.FlushAsync(cancellationToken);

    /// <summary>Writes the end of the compressed data.</summary>
    public async ValueTask EndAsync(CancellationToken cancellation) => await _writer.DisposeAsync().AsTask().WaitAsync(cancellation);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Frees the compressors and writes nothing: the client may not read any more, and the end of the connection says all.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _valve.Shut();
            _reader.Dispose();
            _writer.Dispose();
            _valve.Dispose();
        }
        base.Dispose(disposing);
    }

    /// <summary>Between the compressors and the stream below: can be shut, and remembers how the last octets received end.</summary>
    private sealed class Valve(Stream inner) : Stream
    {
        private bool _isShut;

        public bool LastEndsWithCrLf { get; private set; }

        public override bool CanRead => true;

        public override bool CanWrite => true;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        /// <summary>What is still written is dropped.</summary>
        public void Shut() => _isShut = true;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await inner.ReadAsync(buffer, cancellationToken);
            if (count > 0) LastEndsWithCrLf = buffer.Span[..count].EndsWith("\r\n"u8);
            return count;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            _isShut ? ValueTask.CompletedTask : inner.WriteAsync(buffer, cancellationToken);

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override Task FlushAsync(CancellationToken cancellationToken) => _isShut ? Task.CompletedTask : inner.FlushAsync(cancellationToken);

        /// <summary>Only a compressor that is disposed of writes like this, and then nobody is there to read it.</summary>
        public override void Write(byte[] buffer, int offset, int count)
        {
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
