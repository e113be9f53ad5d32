using System.Diagnostics;
using System.Security.Cryptography;

namespace Srs.Media.Protocols.Rtmp.Wire;

/// <summary>The digests of the handshake that Flash Player 9 brought: HMAC-SHA256 hidden at a place that the data tells.</summary>
/// <remarks>
/// <code>
/// C1, S1:  time(4) version(4) block(764) block(764)     one block holds a key, the other the digest
/// digest block:  4 bytes whose sum modulo 728 is an offset; digest(32) at that offset after them
/// C2, S2:  random(1504) digest(32)
/// </code>
/// Not in the specification; as published by those who analysed Flash Media Server, and as librtmp and SRS do it.
/// </remarks>
internal static class RtmpDigest
{
    /// <summary>Bytes of a digest.</summary>
    public const int Length = HMACSHA256.HashSizeInBytes;

    /// <summary>Where the digest block begins in C1 when it comes first (SRS: schema 1).</summary>
    public const int FirstBlock = 8;

    /// <summary>Where the digest block begins in C1 when the key block comes first (SRS: schema 0).</summary>
    public const int SecondBlock = 772;

    private const int OffsetModulus = 728;
    private const int PlayerTextLength = 30;
    private const int ServerTextLength = 36;

    /// <summary>"Genuine Adobe Flash Player 001" and 32 fixed bytes. C1 is signed with the text alone.</summary>
    private static readonly byte[] PlayerKey = [.. "Genuine Adobe Flash Player 001"u8, .. FixedBytes];

    /// <summary>"Genuine Adobe Flash Media Server 001" and the same 32 bytes. S1 is signed with the text alone, S2 with all.</summary>
    private static readonly byte[] ServerKey = [.. "Genuine Adobe Flash Media Server 001"u8, .. FixedBytes];

    private static ReadOnlySpan<byte> FixedBytes =>
    [
        0xF0, 0xEE, 0xC2, 0x4A, 0x80, 0x68, 0xBE, 0xE8, 0x2E, 0x00, 0xD0, 0xD1, 0x02, 0x9E, 0x7E, 0x57,
        0x6E, 0xEC, 0x5D, 0x2D, 0x29, 0x80, 0x6F, 0xAB, 0x93, 0xB8, 0xE6, 0x36, 0xCF, 0xEB, 0x31, 0xAE,
    ];

    /// <summary>Key of the digest in C1.</summary>
    public static ReadOnlySpan<byte> ClientKey => PlayerKey.AsSpan(0, PlayerTextLength);

    /// <summary>Key of the digest in S1.</summary>
    public static ReadOnlySpan<byte> ServerShortKey => ServerKey.AsSpan(0, ServerTextLength);

    /// <summary>Where the digest stands in C1 or S1, given where its block begins.</summary>
    public static int Locate(ReadOnlySpan<byte> c1, int block) =>
        block + 4 + (c1[block] + c1[block + 1] + c1[block + 2] + c1[block + 3]) % OffsetModulus;

    /// <summary>True when C1 or S1 carries the digest of its other bytes.</summary>
    public static bool IsSigned(ReadOnlySpan<byte> c1, int block, ReadOnlySpan<byte> key)
    {
        Span<byte> digest = stackalloc byte[Length];
        var at = Locate(c1, block);
        Compute(c1, at, key, digest);
        return digest.SequenceEqual(c1.Slice(at, Length));
    }

    /// <summary>Puts the digest of its other bytes into C1 or S1.</summary>
    public static void Sign(Span<byte> c1, int block, ReadOnlySpan<byte> key)
    {
        var at = Locate(c1, block);
        Compute(c1, at, key, c1.Slice(at, Length));
    }

    /// <summary>Puts the answer to the client's digest at the end of S2, whose other bytes are random.</summary>
    public static void SignAnswer(Span<byte> s2, ReadOnlySpan<byte> clientDigest)
    {
        Span<byte> key = stackalloc byte[Length];
        HMACSHA256.HashData(ServerKey, clientDigest, key);
        HMACSHA256.HashData(key, s2[..^Length], s2[^Length..]);
    }

    private static void Compute(ReadOnlySpan<byte> c1, int at, ReadOnlySpan<byte> key, Span<byte> digest)
    {
        Debug.Assert(c1.Length == RtmpHandshake.RandomLength, "C1 and S1 have one length.");
        Span<byte> others = stackalloc byte[RtmpHandshake.RandomLength - Length];
        c1[..at].CopyTo(others);
        c1[(at + Length)..].CopyTo(others[at..]);
        HMACSHA256.HashData(key, others, digest);
    }
}
