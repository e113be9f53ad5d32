namespace Srs.Media.Rtp;

/// <summary>Which local identifier stands for which header extension in one session (RFC 8285 §5).</summary>
/// <remarks>Immutable.</remarks>
public sealed class RtpExtensionMap
{
    private readonly RtpExtensionKind[] _kinds = new RtpExtensionKind[byte.MaxValue + 1];
    private readonly byte[] _ids = new byte[(int)RtpExtensionKind.DependencyDescriptor + 1];

    /// <summary>Makes a map of what was negotiated.</summary>
    /// <param name="negotiated">Identifiers 1 to 255 and what they stand for; others are left out, and of several for one kind the first counts.</param>
    public RtpExtensionMap(params ReadOnlySpan<(int Id, RtpExtensionKind Kind)> negotiated)
    {
        foreach (var (id, kind) in negotiated)
        {
            if (id is > 0 and <= byte.MaxValue && kind != RtpExtensionKind.None && _ids[(int)kind] == 0 && _kinds[id] == RtpExtensionKind.None)
            {
                _kinds[id] = kind;
                _ids[(int)kind] = (byte)id;
            }
        }
    }

    /// <summary>No header extensions.</summary>
    public static RtpExtensionMap Empty { get; } = new();

    /// <summary>What an identifier stands for.</summary>
    public RtpExtensionKind KindOf(byte id) => _kinds[id];

    /// <summary>The identifier of a kind; 0 when it was not negotiated.</summary>
    public byte IdOf(RtpExtensionKind kind) => _ids[(int)kind];
}
