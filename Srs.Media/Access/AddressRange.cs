using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using Srs.Media.Net;

namespace Srs.Media.Access;

/// <summary>An IP address, or all that begin with the same bits (CIDR, RFC 4632, RFC 4291 §2.3).</summary>
/// <remarks>IPv4 addresses written as IPv6 (<c>::ffff:192.0.2.1</c>) are IPv4. Scopes of link-local addresses are not looked at.</remarks>
internal sealed class AddressRange
{
    private const int MappedBits = 96;

    private readonly byte[] _prefix;
    private readonly int _bits;

    private AddressRange(byte[] prefix, int bits) => (_prefix, _bits) = (prefix, bits);

    /// <summary>Reads <c>192.0.2.1</c>, <c>192.0.2.0/24</c>, <c>2001:db8::1</c> or <c>2001:db8::/32</c>; bits after the prefix do not matter.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out AddressRange? range)
    {
        range = null;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var host = slash < 0 ? text : text[..slash];
        if (host.Contains('%', StringComparison.Ordinal) || host.StartsWith('[') || !IPAddress.TryParse(host, out var address)
            || (!host.Contains(':', StringComparison.Ordinal) && address.ToString() != host))
        {
            // .NET also takes 127.1 and 0x7f.0.0.1, which nobody means.
            return false;
        }

        var bits = address.GetAddressBytes().Length * 8;
        if (slash >= 0 && (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length > bits
            || (bits = length) < 0))
        {
            return false;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            if (bits < MappedBits)
            {
                return false;
            }

            (address, bits) = (address.MapToIPv4(), bits - MappedBits);
        }

        range = new AddressRange(address.GetAddressBytes(), bits);
        return true;
    }

    /// <summary>Whether an address lies within.</summary>
    public bool Contains(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (!address.MapToIPv4IfPossible().TryWriteBytes(bytes, out var length) || length != _prefix.Length)
        {
            return false;
        }

        var whole = _bits / 8;
        var mask = (byte)(0xFF00 >> (_bits % 8));
        return bytes[..whole].SequenceEqual(_prefix.AsSpan(0, whole))
            && (_bits % 8 == 0 || (bytes[whole] & mask) == (_prefix[whole] & mask));
    }
}
