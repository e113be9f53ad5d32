using Srs.Media.Egress;

namespace Srs.Tests.Egress;

/// <summary>Memory whose segments read as garbage once they are given back.</summary>
internal sealed class PoisoningMemory(long limitBytes = long.MaxValue) : WireMemory(limitBytes)
{
    internal override void Return(byte[] buffer)
    {
        buffer.AsSpan().Fill(0xDD);
        base.Return(buffer);
    }
}
