using System.Security.Cryptography;
using Srs.Media.Egress;
using Srs.Media.Segments;

namespace Srs.Media.Protocols.Hls;

/// <summary>A key of AES-128 and its initialization vector, for some segments in a row (RFC 8216 §5.2).</summary>
internal sealed class HlsKey
{
    /// <summary>Makes a key.</summary>
    /// <param name="path">Its path below the server's root.</param>
    /// <param name="uri">What playlists say.</param>
    public HlsKey(string path, string uri)
    {
        Path = path;
        Uri = uri;
        Iv = RandomNumberGenerator.GetBytes(16);
        Bytes = RandomNumberGenerator.GetBytes(16);
    }

    /// <summary>Its path below the server's root.</summary>
    public string Path { get; }

    /// <summary>What playlists say.</summary>
    public string Uri { get; }

    /// <summary>16 bytes.</summary>
    public byte[] Bytes { get; }

    /// <summary>16 bytes.</summary>
    public byte[] Iv { get; }

    /// <summary>Full path of its file; null when it has none.</summary>
    public string? File { get; set; }

    /// <summary>Encrypts a whole segment, in CBC mode with the padding of PKCS #7.</summary>
    /// <param name="plain">The segment.</param>
    /// <param name="memory">Where the result is kept; the caller disposes it.</param>
    public SegmentBytes Encrypt(SegmentBytes plain, WireMemory memory)
    {
        var result = new SegmentBytes(memory, plain.Length);
        using var aes = Aes.Create();
        aes.Key = Bytes;
        using var transform = aes.CreateEncryptor(Bytes, Iv);
        using var output = new CryptoStream(new WriterStream(result), transform, CryptoStreamMode.Write);
        for (long done = 0; done < plain.Length;)
        {
            var block = plain.Peek(done);
            output.Write(block.Span);
            done += block.Length;
        }

        output.FlushFinalBlock();
        result.Commit();
        return result;
    }

    /// <summary>What <see cref="CryptoStream"/> writes to.</summary>
    private sealed class WriterStream(SegmentBytes bytes) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer) => System.Buffers.BuffersExtensions.Write(bytes.Writer, buffer);
    }
}
