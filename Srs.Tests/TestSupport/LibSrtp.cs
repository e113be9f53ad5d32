using System.Runtime.InteropServices;

namespace Srs.Tests.TestSupport;

/// <summary>libsrtp 2, which browsers and GStreamer use: one direction of one session.</summary>
internal sealed unsafe partial class LibSrtp : IDisposable
{
    private const string Library = "libsrtp2.so.1";
    private const int TrailerBytes = 144;

    private static readonly bool IsLoaded = NativeLibrary.TryLoad(Library, out _) && srtp_init() == 0;

    private readonly nint _session;

    /// <param name="profile">Number of the DTLS-SRTP profile.</param>
    /// <param name="key">Master key and master salt.</param>
    /// <param name="isSender">Whether it protects or unprotects.</param>
    public LibSrtp(int profile, byte[] key, bool isSender)
    {
        var policy = new Policy { SsrcType = isSender ? 3u : 2u, WindowSize = 1024 };
        Assert.Equal(0, srtp_crypto_policy_set_from_profile_for_rtp(&policy.Rtp, profile));
        Assert.Equal(0, srtp_crypto_policy_set_from_profile_for_rtcp(&policy.Rtcp, profile));
        fixed (byte* start = key)
        {
            policy.Key = start;
            Assert.Equal(0, srtp_create(out _session, &policy));
        }
    }

    /// <summary>Skips the test without the library, except where CI is set, since there it must be.</summary>
    public static void SkipIfMissing() =>
        Assert.SkipUnless(IsLoaded || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI")), $"{Library} cannot be loaded.");

    /// <summary>Makes SRTP of RTP.</summary>
    public byte[] ProtectRtp(byte[] packet) => Change(packet, &srtp_protect) ?? throw new InvalidOperationException("libsrtp refused a packet.");

    /// <summary>Makes SRTCP of RTCP.</summary>
    public byte[] ProtectRtcp(byte[] packet) => Change(packet, &srtp_protect_rtcp) ?? throw new InvalidOperationException("libsrtp refused a packet.");

    /// <summary>Makes RTP of SRTP, or null.</summary>
    public byte[]? UnprotectRtp(byte[] packet) => Change(packet, &srtp_unprotect);

    /// <summary>Makes RTCP of SRTCP, or null.</summary>
    public byte[]? UnprotectRtcp(byte[] packet) => Change(packet, &srtp_unprotect_rtcp);

    public void Dispose() => Assert.Equal(0, srtp_dealloc(_session));

    private byte[]? Change(byte[] packet, delegate*<nint, byte*, int*, int> change)
    {
        // It reads and writes words.
        var buffer = (byte*)NativeMemory.AlignedAlloc((nuint)(packet.Length + TrailerBytes), 16);
        try
        {
            packet.CopyTo(new Span<byte>(buffer, packet.Length));
            var length = packet.Length;
            return change(_session, buffer, &length) == 0 ? new ReadOnlySpan<byte>(buffer, length).ToArray() : null;
        }
        finally
        {
            NativeMemory.AlignedFree(buffer);
        }
    }

    [LibraryImport(Library)]
    private static partial int srtp_init();

    [LibraryImport(Library)]
    private static partial int srtp_create(out nint session, Policy* policy);

    [LibraryImport(Library)]
    private static partial int srtp_dealloc(nint session);

    [LibraryImport(Library)]
    private static partial int srtp_crypto_policy_set_from_profile_for_rtp(CryptoPolicy* policy, int profile);

    [LibraryImport(Library)]
    private static partial int srtp_crypto_policy_set_from_profile_for_rtcp(CryptoPolicy* policy, int profile);

    [LibraryImport(Library)]
    private static partial int srtp_protect(nint session, byte* packet, int* length);

    [LibraryImport(Library)]
    private static partial int srtp_protect_rtcp(nint session, byte* packet, int* length);

    [LibraryImport(Library)]
    private static partial int srtp_unprotect(nint session, byte* packet, int* length);

    [LibraryImport(Library)]
    private static partial int srtp_unprotect_rtcp(nint session, byte* packet, int* length);

    /// <summary>srtp_crypto_policy_t</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct CryptoPolicy
    {
        public uint CipherType;
        public int CipherKeyLength;
        public uint AuthType;
        public int AuthKeyLength;
        public int AuthTagLength;
        public int Services;
    }

    /// <summary>srtp_policy_t</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Policy
    {
        public uint SsrcType;
        public uint Ssrc;
        public CryptoPolicy Rtp;
        public CryptoPolicy Rtcp;
        public byte* Key;
        public nint Keys;
        public nuint KeyCount;
        public nint Deprecated;
        public nuint WindowSize;
        public int AllowsRepeats;
        public nint EncryptedExtensions;
        public int EncryptedExtensionCount;
        public nint Next;
    }
}
