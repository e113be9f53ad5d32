using System.Buffers;
using Srs.Media.Protocols.Rtmp.Wire;

namespace Srs.Tests.Segments;

/// <summary>Metadata of publishers with several audio tracks.</summary>
internal static class SoundMetadata
{
    /// <summary>Writes onMetaData with an audioTrackIdInfoMap.</summary>
    public static byte[] Write(params (string Id, string Language, string Name)[] tracks) => Write(AmfValue.Object(
        [.. tracks.Select(static track => (track.Id, AmfValue.Object(("language", track.Language), ("name", track.Name), ("channels", 2))))]));

    /// <summary>Writes onMetaData with whatever takes the place of the map.</summary>
    public static byte[] Write(AmfValue map)
    {
        var output = new ArrayBufferWriter<byte>();
        RtmpDataMessage.Create("onMetaData", AmfValue.EcmaArray(("width", 320), ("audioTrackIdInfoMap", map))).Write(output);
        return output.WrittenSpan.ToArray();
    }
}
