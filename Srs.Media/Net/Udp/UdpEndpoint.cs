using System.Buffers.Binary;
using System.Net;
using System.Runtime.InteropServices;

namespace Srs.Media.Net.Udp;

/// <summary>Where a peer is: its address and port, and the address of ours that it talks to, where that is known.</summary>
/// <remarks>
/// A value made from a raw socket address without memory. IPv4 addresses compare equal whether a socket of IPv4 or one of both families saw
/// them. Two of our addresses make two endpoints of one peer, as they make two candidate pairs in ICE. <c>default</c> is nobody.
/// </remarks>
public readonly struct UdpEndpoint : IEquatable<UdpEndpoint>
{
    /// <summary>Bytes of a <c>sockaddr_in</c>: family(2) port(2) address(4) zero(8).</summary>
    internal const int IPv4SocketAddressLength = 16;

    /// <summary>Bytes of a <c>sockaddr_in6</c>: family(2) port(2) flow(4) address(16) scope(4).</summary>
    internal const int IPv6SocketAddressLength = 28;

    /// <summary>The last eight bytes of an IPv4 address as IPv6: <c>::ffff:0:0/96</c>, RFC 4291 2.5.5.2.</summary>
    private const ulong Mapped = 0xFFFF_0000_0000;

    private const int PortAt = 2;
    private const int IPv4AddressAt = 4;
    private const int IPv6AddressAt = 8;
    private const int ScopeAt = 24;

    private readonly ulong _high;
    private readonly ulong _low;
    private readonly ulong _localHigh;
    private readonly ulong _localLow;
    private readonly uint _scope;
    private readonly ushort _port;

    private UdpEndpoint(ulong high, ulong low, uint scope, ushort port, ulong localHigh, ulong localLow)
    {
        (_high, _low, _scope, _port) = (high, low, scope, port);
        (_localHigh, _localLow) = (localHigh, localLow);
    }

    /// <summary>Port of the peer; 0 for nobody.</summary>
    public int Port => _port;

    /// <summary>Whether the peer's address is one of IPv4.</summary>
    public bool IsIPv4 => IsMapped(_high, _low);

    /// <summary>Bytes of the peer's address: 4 or 16.</summary>
    public int AddressLength => IsIPv4 ? sizeof(uint) : 2 * sizeof(ulong);

    /// <summary>The address of ours that the peer talks to; null where the system has not told.</summary>
    public IPAddress? LocalAddress => HasLocalAddress ? ToAddress(_localHigh, _localLow, 0) : null;

    /// <summary>Whether that address is known.</summary>
    internal bool HasLocalAddress => (_localHigh | _localLow) != 0;

    /// <summary>Whether both are the same.</summary>
    public static bool operator ==(UdpEndpoint left, UdpEndpoint right) => left.Equals(right);

    /// <summary>Whether they differ.</summary>
    public static bool operator !=(UdpEndpoint left, UdpEndpoint right) => !left.Equals(right);

    /// <summary>Makes one.</summary>
    /// <param name="remote">The peer.</param>
    /// <param name="local">The address of ours to send from; null leaves it to the system.</param>
    public static UdpEndpoint From(IPEndPoint remote, IPAddress? local = null)
    {
        ArgumentNullException.ThrowIfNull(remote);
        var (high, low) = ToBits(remote.Address);
        var (localHigh, localLow) = local is null ? default : ToBits(local);
        return new UdpEndpoint(high, low, IsMapped(high, low) ? 0 : (uint)remote.Address.ScopeId, (ushort)remote.Port, localHigh, localLow);
    }

    /// <summary>The peer's address and port, as a new object.</summary>
    public IPEndPoint ToIPEndPoint() => new(ToAddress(_high, _low, _scope), _port);

    /// <summary>The same peer, whatever address of ours it talks to.</summary>
    public UdpEndpoint WithoutLocalAddress() => new(_high, _low, _scope, _port, 0, 0);

    /// <summary>Whether both talk to the same address of ours.</summary>
    public bool HasLocalAddressOf(in UdpEndpoint other) => _localHigh == other._localHigh && _localLow == other._localLow;

    /// <summary>Writes the peer's address in network order.</summary>
    /// <param name="destination">At least <see cref="AddressLength"/> bytes.</param>
    public void CopyAddress(Span<byte> destination)
    {
        if (IsIPv4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)_low);
        }
        else
        {
            WriteBits(destination, _high, _low);
        }
    }

    /// <inheritdoc/>
    public bool Equals(UdpEndpoint other) =>
        _low == other._low && _port == other._port && _high == other._high && _localLow == other._localLow && _localHigh == other._localHigh
        && _scope == other._scope;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is UdpEndpoint other && Equals(other);

    /// <summary>Differs from process to process, so that nobody can choose addresses that collide.</summary>
    public override int GetHashCode() => HashCode.Combine(_low, _high, _localLow, _localHigh, _port, _scope);

    /// <summary>The peer's address and port, such as <c>192.0.2.1:5000</c> or <c>[2001:db8::1]:5000</c>.</summary>
    public override string ToString() => ToIPEndPoint().ToString();

    /// <summary>Reads a <c>sockaddr_in</c> or <c>sockaddr_in6</c>.</summary>
    /// <param name="socketAddress">At least its length.</param>
    /// <param name="isIPv6">Which of them.</param>
    internal static UdpEndpoint Read(ReadOnlySpan<byte> socketAddress, bool isIPv6)
    {
        var port = BinaryPrimitives.ReadUInt16BigEndian(socketAddress[PortAt..]);
        if (!isIPv6)
        {
            return new UdpEndpoint(0, Mapped | BinaryPrimitives.ReadUInt32BigEndian(socketAddress[IPv4AddressAt..]), 0, port, 0, 0);
        }

        var (high, low) = ReadBits(socketAddress[IPv6AddressAt..]);
        return new UdpEndpoint(high, low, ReadNative(socketAddress[ScopeAt..]), port, 0, 0);
    }

    /// <summary>Writes a <c>sockaddr_in</c> or <c>sockaddr_in6</c>, all but its two bytes of family.</summary>
    /// <param name="socketAddress">At least its length.</param>
    /// <param name="isIPv6">Which of them; a peer of IPv6 has no address in the other.</param>
    internal void Write(Span<byte> socketAddress, bool isIPv6)
    {
        BinaryPrimitives.WriteUInt16BigEndian(socketAddress[PortAt..], _port);
        if (isIPv6)
        {
            socketAddress[IPv4AddressAt..IPv6AddressAt].Clear();
            WriteBits(socketAddress[IPv6AddressAt..], _high, _low);
            MemoryMarshal.Write(socketAddress[ScopeAt..], _scope);
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(socketAddress[IPv4AddressAt..], (uint)_low);
            socketAddress[IPv6AddressAt..IPv4SocketAddressLength].Clear();
        }
    }

    /// <summary>The same peer, talking to an address of ours.</summary>
    /// <param name="address">4 or 16 bytes in network order.</param>
    internal UdpEndpoint WithLocalAddress(ReadOnlySpan<byte> address)
    {
        var (high, low) = address.Length == sizeof(uint) ? (0UL, Mapped | BinaryPrimitives.ReadUInt32BigEndian(address)) : ReadBits(address);
        return new UdpEndpoint(_high, _low, _scope, _port, high, low);
    }

    /// <summary>Writes the address of ours in network order.</summary>
    /// <param name="destination">At least 4 or 16 bytes.</param>
    /// <param name="isIPv6">16 bytes, in which IPv4 addresses are mapped, or the 4 of IPv4.</param>
    internal void CopyLocalAddress(Span<byte> destination, bool isIPv6)
    {
        if (isIPv6)
        {
            WriteBits(destination, _localHigh, _localLow);
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)_localLow);
        }
    }

    /// <summary>The interface that an address of one link belongs to; 0 for other addresses.</summary>
    internal uint Scope => _scope;

    private static bool IsMapped(ulong high, ulong low) => high == 0 && low >> 32 == Mapped >> 32;

    private static (ulong High, ulong Low) ToBits(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        return length == sizeof(uint) ? (0, Mapped | BinaryPrimitives.ReadUInt32BigEndian(bytes)) : ReadBits(bytes);
    }

    private static IPAddress ToAddress(ulong high, ulong low, uint scope)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (IsMapped(high, low))
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)low);
            return new IPAddress(bytes[..sizeof(uint)]);
        }

        WriteBits(bytes, high, low);
        return new IPAddress(bytes, scope);
    }

    private static uint ReadNative(ReadOnlySpan<byte> bytes) => MemoryMarshal.Read<uint>(bytes);

    private static (ulong High, ulong Low) ReadBits(ReadOnlySpan<byte> bytes) =>
        (BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[sizeof(ulong)..]));

    private static void WriteBits(Span<byte> bytes, ulong high, ulong low)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, high);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[sizeof(ulong)..], low);
    }
}
