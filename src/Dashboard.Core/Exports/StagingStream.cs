using System.Buffers;

namespace Dashboard.Core.Exports;

/// <summary>
/// Takes what an archive writes at once and hands it on when asked, asynchronously: a web server does not let its answer be written otherwise.
/// Cannot be read or sought in, so that the archive is written straight through.
/// </summary>
internal sealed class StagingStream : Stream
{
    private readonly ArrayBufferWriter<byte> _held = new(256 * 1024);

    public int Held => _held.WrittenCount;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public async Task DrainAsync(Stream destination, CancellationToken cancellationToken)
    {
        await destination.WriteAsync(_held.WrittenMemory, cancellationToken);
        _held.ResetWrittenCount();
    }

    public override void Write(ReadOnlySpan<byte> buffer) => _held.Write(buffer);

    public override void Write(byte[] buffer, int offset, int count) => _held.Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
        // Nothing is held back from whoever drains.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
