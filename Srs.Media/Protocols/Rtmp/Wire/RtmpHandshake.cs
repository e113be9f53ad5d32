using System.Diagnostics;
using System.Security.Cryptography;

namespace Srs.Media.Protocols.Rtmp.Wire;

/// <summary>How the two sides shook hands.</summary>
internal enum RtmpHandshakeKind
{
    /// <summary>As specified: each side echoes the other's random bytes.</summary>
    Simple,

    /// <summary>With digests, the key block first (SRS: schema 0).</summary>
    KeyFirst,

    /// <summary>With digests, the digest block first (SRS: schema 1).</summary>
    DigestFirst,
}

/// <summary>Fills a span with random bytes; tests pass their own.</summary>
internal delegate void RandomFill(Span<byte> destination);

/// <summary>What the two sides say before the first chunk.</summary>
/// <remarks>
/// <code>
/// client   C0 C1 --------------->             C0, S0  version(1)
///          &lt;--------------- S0 S1 S2          C1, S1  time(4) zero or version(4) random(1528)
///          C2 ------------------>             C2, S2  the other's C1, S1; or random(1504) digest(32)
/// </code>
/// RTMP 1.0 5.2; digests at <see cref="RtmpDigest"/>. A server reads C2 and does not verify it: clients exist that get it wrong.
/// </remarks>
internal static class RtmpHandshake
{
    /// <summary>The only version there is.</summary>
    public const byte Version = 3;

    /// <summary>Bytes of C1, S1, C2 and S2.</summary>
    public const int RandomLength = 1536;

    /// <summary>Bytes of C0 and C1, which the client sends together.</summary>
    public const int C0C1Length = 1 + RandomLength;

    /// <summary>Bytes of S0, S1 and S2.</summary>
    public const int S0S1S2Length = 1 + 2 * RandomLength;

    /// <summary>Bytes of C2.</summary>
    public const int C2Length = RandomLength;

    /// <summary>Least C0 that the specification forbids, "to allow distinguishing RTMP from text-based protocols".</summary>
    private const byte MinForbiddenVersion = 32;

    /// <summary>First byte of a TLS client.</summary>
    private const byte TlsHandshake = 22;

    /// <summary>Version in S1 of the digest handshake. Clients look for digests when it is not zero, ffmpeg from major 3 on.</summary>
    private static ReadOnlySpan<byte> ServerVersion => [3, 5, 3, 1];

    /// <summary>Decides on the first byte whether the peer may go on, before it has sent the rest.</summary>
    /// <exception cref="RtmpProtocolException">Not RTMP, encrypted RTMP, or a version older than 3.</exception>
    public static void CheckC0(byte version)
    {
        // Versions up to 31 that nobody has defined are answered with 3, and the client may go on with that.
        var reason = version switch
        {
            >= MinForbiddenVersion => "this is not RTMP",
            TlsHandshake => "this is TLS (RTMPS), which this port does not speak",
            6 or 8 => "encrypted RTMP (RTMPE) is not supported, RTMPS is",
            < Version => "it is older than 3",
            _ => null,
        };
        if (reason != null)
        {
            throw new RtmpProtocolException(RtmpErrorCode.RtmpPlainRequired, $"RTMP version {version}: {reason}.");
        }
    }

    /// <summary>Makes the server's answer: with digests when the client's C1 carries one, else simple.</summary>
    /// <param name="c0c1">1537 bytes from the client.</param>
    /// <param name="s0s1s2">Receives 3073 bytes.</param>
    /// <param name="random">Null for the system's.</param>
    /// <exception cref="RtmpProtocolException">As <see cref="CheckC0"/>.</exception>
    public static RtmpHandshakeKind Answer(ReadOnlySpan<byte> c0c1, Span<byte> s0s1s2, RandomFill? random = null)
    {
        Debug.Assert(c0c1.Length == C0C1Length && s0s1s2.Length == S0S1S2Length, "The handshake has fixed lengths.");
        CheckC0(c0c1[0]);
        var c1 = c0c1[1..];
        var s1 = s0s1s2.Slice(1, RandomLength);
        var s2 = s0s1s2[(1 + RandomLength)..];
        s0s1s2[0] = Version;
        FillS1(s1, random);

        var kind = Detect(c1);
        if (kind == RtmpHandshakeKind.Simple)
        {
            c1.CopyTo(s2);
            return kind;
        }

        var block = kind == RtmpHandshakeKind.KeyFirst ? RtmpDigest.SecondBlock : RtmpDigest.FirstBlock;
        ServerVersion.CopyTo(s1[4..]);
        RtmpDigest.Sign(s1, block, RtmpDigest.ServerShortKey);
        Fill(s2, random);
        RtmpDigest.SignAnswer(s2, c1.Slice(RtmpDigest.Locate(c1, block), RtmpDigest.Length));
        return kind;
    }

    /// <summary>Makes the client's first message, for the simple handshake.</summary>
    /// <param name="c0c1">Receives 1537 bytes.</param>
    /// <param name="random">Null for the system's.</param>
    public static void CreateC0C1(Span<byte> c0c1, RandomFill? random = null)
    {
        Debug.Assert(c0c1.Length == C0C1Length, "The handshake has fixed lengths.");
        c0c1[0] = Version;
        FillS1(c0c1[1..], random);
    }

    /// <summary>Makes the client's second message of the server's answer. S2 is not verified: it proves nothing.</summary>
    /// <param name="s0s1s2">3073 bytes from the server.</param>
    /// <param name="c2">Receives 1536 bytes.</param>
    /// <exception cref="RtmpProtocolException">The server does not speak version 3.</exception>
    public static void CreateC2(ReadOnlySpan<byte> s0s1s2, Span<byte> c2)
    {
        Debug.Assert(s0s1s2.Length == S0S1S2Length && c2.Length == C2Length, "The handshake has fixed lengths.");
        if (s0s1s2[0] != Version)
        {
            throw new RtmpProtocolException(RtmpErrorCode.RtmpHandshake, $"RTMP server answers with version {s0s1s2[0]}, not 3.");
        }

        s0s1s2.Slice(1, RandomLength).CopyTo(c2);
    }

    private static RtmpHandshakeKind Detect(ReadOnlySpan<byte> c1)
    {
        if (RtmpDigest.IsSigned(c1, RtmpDigest.SecondBlock, RtmpDigest.ClientKey))
        {
            return RtmpHandshakeKind.KeyFirst;
        }

        return RtmpDigest.IsSigned(c1, RtmpDigest.FirstBlock, RtmpDigest.ClientKey)
            ? RtmpHandshakeKind.DigestFirst
            : RtmpHandshakeKind.Simple;
    }

    /// <summary>Time 0 (it may be any, 5.2.3), four zeros, then random bytes.</summary>
    private static void FillS1(Span<byte> s1, RandomFill? random)
    {
        s1[..8].Clear();
        Fill(s1[8..], random);
    }

    private static void Fill(Span<byte> bytes, RandomFill? random) => (random ?? RandomNumberGenerator.Fill)(bytes);
}
