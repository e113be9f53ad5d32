namespace Srs.Media.Protocols.Rtmp.Wire;

/// <summary>How an AMF3 object of one class is laid out. AMF3 3.12.</summary>
/// <param name="ClassName">Empty for an anonymous object.</param>
/// <param name="IsExternalizable">The class writes its own bytes.</param>
/// <param name="IsDynamic">Named values follow the sealed ones, up to an empty name.</param>
/// <param name="SealedNames">Names whose values every object of the class has, in order.</param>
internal sealed record Amf3Traits(string ClassName, bool IsExternalizable, bool IsDynamic, IReadOnlyList<string> SealedNames);
