namespace Srs.Media.Protocols.Rtmp.Wire;

/// <summary>One named value of an object or an associative array.</summary>
internal readonly record struct AmfProperty(string Name, AmfValue Value);
