using System.Text;
using Srs.Media.Protocols.Rtc.Ice;
using Srs.Media.Protocols.Rtc.Stun;

namespace Srs.Tests.Protocols.Rtc.Ice;

/// <summary>Writes the checks of a full agent.</summary>
internal sealed class IcePeer(IceCredentials server, string ownFragment = "peer")
{
    private byte _transaction;

    public uint Priority { get; set; } = 0x6E0001FF;

    public string ServerFragment { get; init; } = server.UserFragment;

    public string Password { get; init; } = server.Password;

    /// <summary>Makes a check.</summary>
    public byte[] Check(bool nominates = false, bool isControlled = false, ushort unknown = 0, ushort method = StunMessageReader.Binding)
    {
        var buffer = new byte[512];
        var writer = new StunMessageWriter(buffer, StunClass.Request, [.. new byte[11], ++_transaction], method);
        writer.Add(StunAttribute.Username, Encoding.UTF8.GetBytes($"{ServerFragment}:{ownFragment}"));
        writer.Add(isControlled ? StunAttribute.IceControlled : StunAttribute.IceControlling, 1ul);
        writer.Add(StunAttribute.Priority, Priority);
        if (nominates)
        {
            writer.Add(StunAttribute.UseCandidate, []);
        }

        if (unknown != 0)
        {
            writer.Add((StunAttribute)unknown, [1, 2, 3]);
        }

        writer.AddIntegrity(Encoding.UTF8.GetBytes(Password));
        return buffer[..writer.Finish()];
    }
}
