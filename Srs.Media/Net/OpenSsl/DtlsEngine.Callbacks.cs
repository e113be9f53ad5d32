using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Srs.Media.Net.OpenSsl;

/// <remarks>
/// What OpenSSL calls back, on the thread of <see cref="Advance"/>: a BIO whose reads and writes are whole datagrams, the choice of timers,
/// and the check of the peer's certificate. They call nobody outside and throw nothing, since native frames lie below them.
/// </remarks>
internal sealed unsafe partial class DtlsEngine
{
    /// <summary>IPv4 and UDP headers.</summary>
    private const int HeaderBytes = 28;

    private const int BioSource = 0x0400;
    private const int BioFlush = 11;
    private const int BioPush = 6;
    private const int BioPop = 7;
    private const int BioMtuOverhead = 49;
    private const int BioReadLater = 9;
    private const int BioRetryFlags = 15;
    private const int CertificateRejected = 28;
    private const byte AlertRecord = 21;

    /// <summary>The engine that this thread is in; callbacks have no other way to know.</summary>
    [ThreadStatic]
    private static DtlsEngine? _entered;

    private static readonly nint Method = MakeMethod();

    private byte* _input;
    private int _inputLength;

    /// <summary>What the contexts of engines have as their callback of certificates.</summary>
    public static delegate* unmanaged<nint, nint, int> CertificateVerifier => &VerifyCertificate;

    /// <summary>Compares the peer's certificate with the expected hash, and with nothing else: its signature is checked by the handshake, and
    /// who signed it does not matter. RFC 8827 section 6.5.</summary>
    [UnmanagedCallersOnly]
    private static int VerifyCertificate(nint store, nint argument)
    {
        var certificate = LibCrypto.X509_STORE_CTX_get0_cert(store);
        var hash = stackalloc byte[LibCrypto.MaxDigestBytes];
        uint length = 0;
        if (_entered is not { } engine || certificate == 0 || LibCrypto.X509_digest(certificate, engine._digest, hash, &length) != 1)
        {
            LibCrypto.X509_STORE_CTX_set_error(store, CertificateRejected);
            return 0;
        }

        var actual = new ReadOnlySpan<byte>(hash, (int)length);
        if (CryptographicOperations.FixedTimeEquals(actual, engine._expectedDigest))
        {
            engine.IsPeerVerified = true;
            return 1;
        }

        engine.RejectedDigest = actual.ToArray();
        LibCrypto.X509_STORE_CTX_set_error(store, CertificateRejected);
        return 0;
    }

    private static nint MakeMethod()
    {
        var type = LibCrypto.BIO_get_new_index() | BioSource;
        var method = OpenSslException.ThrowIfNull(LibCrypto.BIO_meth_new(type, "datagrams"), nameof(LibCrypto.BIO_meth_new));
        OpenSslException.ThrowIfFailed(LibCrypto.BIO_meth_set_write(method, &WriteDatagram), nameof(LibCrypto.BIO_meth_set_write));
        OpenSslException.ThrowIfFailed(LibCrypto.BIO_meth_set_read(method, &ReadDatagram), nameof(LibCrypto.BIO_meth_set_read));
        OpenSslException.ThrowIfFailed(LibCrypto.BIO_meth_set_ctrl(method, &Control), nameof(LibCrypto.BIO_meth_set_ctrl));
        return method;
    }

    [UnmanagedCallersOnly]
    private static int WriteDatagram(nint bio, byte* bytes, int length)
    {
        LibCrypto.BIO_clear_flags(bio, BioRetryFlags);
        if (_entered is not { } engine || length <= 0)
        {
            return -1;
        }

        var datagram = new ReadOnlySpan<byte>(bytes, length);
        if (engine.Flight.IsCopying && datagram[0] != AlertRecord)
        {
            engine.Flight.Add(datagram, DatagramBytes);
        }
        else
        {
            engine.Output.Add(datagram.ToArray());
        }

        return length;
    }

    [UnmanagedCallersOnly]
    private static int ReadDatagram(nint bio, byte* buffer, int size)
    {
        LibCrypto.BIO_clear_flags(bio, BioRetryFlags);
        if (_entered is not { _inputLength: > 0 } engine)
        {
            LibCrypto.BIO_set_flags(bio, BioReadLater);
            return -1;
        }

        var length = Math.Min(size, engine._inputLength);
        Unsafe.CopyBlockUnaligned(buffer, engine._input, (uint)length);
        engine._inputLength = 0;
        return length;
    }

    [UnmanagedCallersOnly]
    private static CLong Control(nint bio, int command, CLong value, nint pointer) => new(command switch
    {
        BioFlush or BioPush or BioPop => 1,
        BioMtuOverhead => HeaderBytes,
        _ => 0,
    });

    /// <summary>Microseconds of the timer of a flight: see <see cref="DtlsFlight"/>.</summary>
    /// <param name="ssl">The session.</param>
    /// <param name="previous">0 for a new flight, else the timer that has just ended, upon which a copy is written.</param>
    [UnmanagedCallersOnly]
    private static uint ChooseTimer(nint ssl, uint previous)
    {
        const uint AtOnce = 1;
        const uint Never = uint.MaxValue;
        if (_entered is not { } engine)
        {
            return Never;
        }

        if (previous == 0)
        {
            engine.Flight.Begin();
            return AtOnce;
        }

        return engine.Flight.BeginCopy() ? AtOnce : Never;
    }

    private void Enter(byte* input, int length)
    {
        LibCrypto.ERR_clear_error();
        _input = input;
        _inputLength = length;
        _entered = this;
    }

    private void Leave()
    {
        _input = null;
        _inputLength = 0;
        _entered = null;
    }
}
