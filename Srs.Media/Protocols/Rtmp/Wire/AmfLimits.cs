namespace Srs.Media.Protocols.Rtmp.Wire;

/// <summary>How much one AMF message may hold. Nothing is allocated for a declared count or length before it is checked.</summary>
internal static class AmfLimits
{
    /// <summary>Containers within containers. Real metadata has 3 levels; a stack overflow would end the whole process.</summary>
    public const int MaxDepth = 32;

    /// <summary>Values in one message, those reached through references counted each time. onMetaData has about 30.</summary>
    public const int MaxValues = 4096;

    /// <summary>Bytes of strings, property names, XML and byte arrays in one message, references counted each time.</summary>
    public const int MaxTextBytes = 1024 * 1024;

    /// <summary>Bytes of a property or class name: AMF0 writes its length in 16 bits (AMF0 1.3.1).</summary>
    public const int MaxNameBytes = ushort.MaxValue;
}
