using System.IO.Compression;

namespace Srs.Media.Buffers;

/// <summary>Packs what is sent to many, or as an answer, by gzip (RFC 1952).</summary>
public static class Gzip
{
    /// <summary>Packs bytes, fast rather than tightly.</summary>
    public static byte[] Pack(ReadOnlySpan<byte> bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}
