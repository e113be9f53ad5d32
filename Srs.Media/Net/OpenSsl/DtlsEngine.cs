using System.Runtime.InteropServices;

namespace Srs.Media.Net.OpenSsl;

/// <summary>OpenSSL's DTLS 1.2 between datagrams that are put in and datagrams that are taken out: no socket, no clock, no waiting.</summary>
/// <remarks>One thread at a time; <see cref="Output"/> is to be sent, in order, after each call that may fill it.</remarks>
internal sealed unsafe partial class DtlsEngine : IDisposable
{
    /// <summary>Largest IP packet that a flight is cut to: any path takes it.</summary>
    private const int LinkBytes = 1200;

    /// <summary>Largest datagram of a flight, under IPv4's headers.</summary>
    private const int DatagramBytes = LinkBytes - HeaderBytes;

    private readonly SslHandle _ssl;
    private readonly nint _digest;
    private readonly byte[] _expectedDigest;

    /// <param name="context">Certificate, ciphers and profiles; takes a reference of its own.</param>
    /// <param name="isClient">Whether this side speaks first.</param>
    /// <param name="digest">OpenSSL's name of a hash function, such as "SHA256".</param>
    /// <param name="expectedDigest">Hash of the peer's certificate; any other certificate ends the handshake.</param>
    /// <exception cref="OpenSslException">Out of memory.</exception>
    public DtlsEngine(SslContextHandle context, bool isClient, string digest, byte[] expectedDigest)
    {
        _digest = OpenSslException.ThrowIfNull(LibCrypto.EVP_get_digestbyname(digest), nameof(LibCrypto.EVP_get_digestbyname));
        _expectedDigest = expectedDigest;
        _ssl = new SslHandle(context);
        var ssl = _ssl.DangerousGetHandle();
        var bio = OpenSslException.ThrowIfNull(LibCrypto.BIO_new(Method), nameof(LibCrypto.BIO_new));
        LibCrypto.BIO_set_init(bio, 1);
        LibSsl.SSL_set_bio(ssl, bio, bio);
        LibSsl.SSL_ctrl(ssl, LibSsl.SetLinkMtu, new CLong(LinkBytes), null);
        LibSsl.SSL_ctrl(ssl, LibSsl.SetMtu, new CLong(DatagramBytes), null);
        LibSsl.DTLS_set_timer_cb(ssl, &ChooseTimer);
        if (isClient)
        {
            LibSsl.SSL_set_connect_state(ssl);
        }
        else
        {
            LibSsl.SSL_set_accept_state(ssl);
        }
    }

    /// <summary>Datagrams to be sent; whoever sends them clears the list.</summary>
    public List<byte[]> Output { get; } = [];

    /// <summary>The flight that waits for an answer.</summary>
    public DtlsFlight Flight { get; } = new();

    /// <summary>Whether the handshake is complete.</summary>
    public bool IsConnected { get; private set; }

    /// <summary>Why it failed, in OpenSSL's words such as "no shared cipher".</summary>
    public string? Error { get; private set; }

    /// <summary>Whether the peer has shown the expected certificate.</summary>
    public bool IsPeerVerified { get; private set; }

    /// <summary>Hash of the certificate that was turned down, or null.</summary>
    public byte[]? RejectedDigest { get; private set; }

    /// <summary>Number of the SRTP profile agreed on; 0 when there is none.</summary>
    public int SrtpProfile
    {
        get
        {
            var profile = LibSsl.SSL_get_selected_srtp_profile(_ssl.DangerousGetHandle());
            return profile == 0 ? 0 : (int)((CULong*)(profile + sizeof(nint)))->Value;
        }
    }

    /// <summary>Cipher agreed on, such as "ECDHE-ECDSA-AES128-GCM-SHA256".</summary>
    public string Cipher =>
        Marshal.PtrToStringUTF8(LibSsl.SSL_CIPHER_get_name(LibSsl.SSL_get_current_cipher(_ssl.DangerousGetHandle()))) ?? "";

    /// <summary>Takes a datagram from the peer, or, empty, begins as the client.</summary>
    public DtlsStep Advance(ReadOnlySpan<byte> datagram)
    {
        fixed (byte* bytes = datagram)
        {
            Enter(bytes, datagram.Length);
            try
            {
                var step = IsConnected ? DtlsStep.Connected : Handshake();
                step = step == DtlsStep.Connected ? Read() : step;
                Flight.EndCopies();
                if (Flight.IsPending && !IsWaitingForAnswer())
                {
                    Flight.Clear();
                }

                return step;
            }
            finally
            {
                Leave();
            }
        }
    }

    /// <summary>Writes close_notify.</summary>
    public void Shutdown()
    {
        Enter(null, 0);
        try
        {
            // Only reads take back buffers that were freed; without them OpenSSL 3.0 writes to a null pointer.
            Read();
            LibCrypto.ERR_clear_error();

            // Whether the peer has said so too does not matter.
            _ = LibSsl.SSL_shutdown(_ssl.DangerousGetHandle());
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Derives keying material without a context (RFC 5705).</summary>
    /// <exception cref="OpenSslException">The handshake is not complete.</exception>
    public void Export(string label, Span<byte> output)
    {
        fixed (byte* start = output)
        {
            OpenSslException.ThrowIfFailed(
                LibSsl.SSL_export_keying_material(
                    _ssl.DangerousGetHandle(), start, (nuint)output.Length, label, (nuint)label.Length, null, 0, 0),
                nameof(LibSsl.SSL_export_keying_material));
        }
    }

    /// <summary>Gives record buffers back, some 20 kB, which the next datagram takes again.</summary>
    public void FreeBuffers() => _ = LibSsl.SSL_free_buffers(_ssl.DangerousGetHandle());

    /// <inheritdoc/>
    public void Dispose() => _ssl.Dispose();

    /// <summary>Whether OpenSSL's timer runs: not before the first flight, nor once a part of the answer has come.</summary>
    private bool IsWaitingForAnswer()
    {
        // A timeval: two longs, whatever the system.
        var time = stackalloc long[2];
        return LibSsl.SSL_ctrl(_ssl.DangerousGetHandle(), LibSsl.GetTimeout, default, time).Value != 0;
    }

    private DtlsStep Handshake()
    {
        var result = LibSsl.SSL_do_handshake(_ssl.DangerousGetHandle());
        if (result == 1)
        {
            IsConnected = true;
            return DtlsStep.Connected;
        }

        return Explain(result);
    }

    /// <summary>Takes what follows the handshake: repeated messages are answered, and data that nobody asked for are dropped.</summary>
    private DtlsStep Read()
    {
        const int ScratchBytes = 2048;
        var scratch = stackalloc byte[ScratchBytes];
        var ssl = _ssl.DangerousGetHandle();
        int result;
        do
        {
            LibCrypto.ERR_clear_error();
            result = LibSsl.SSL_read(ssl, scratch, ScratchBytes);
        }
        while (result > 0);
        return Explain(result) is var step && step == DtlsStep.Waiting ? DtlsStep.Connected : step;
    }

    private DtlsStep Explain(int result)
    {
        switch (LibSsl.SSL_get_error(_ssl.DangerousGetHandle(), result))
        {
            case LibSsl.WantRead or LibSsl.WantWrite:
                return DtlsStep.Waiting;
            case LibSsl.ZeroReturn:
                return DtlsStep.PeerClosed;
            default:
                // Without a reason it is a record that was dropped: there is no socket below that could have failed.
                Error = OpenSslException.TakeError();
                return Error is null ? DtlsStep.Waiting : DtlsStep.Failed;
        }
    }
}
