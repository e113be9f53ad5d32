using Srs.Media.Egress;
using Srs.Media.Frames;
using Srs.Media.Streams;

namespace Srs.Media.Delivery.Sound;

/// <summary>The default audio track alone, from <see cref="HttpRemuxOptions.FastCache"/> before the newest sound on.</summary>
internal abstract class SoundLiveFormat : LiveFormat
{
    /// <summary>How frames become bytes.</summary>
    protected abstract IWireFormat WireFormat { get; }

    /// <inheritdoc/>
    public override string? Refuse(StreamHeaders headers)
    {
        if (headers.Tracks.IsEmpty)
        {
            return null;
        }

        return headers.First(MediaKind.Audio) switch
        {
            null => "it has no audio",
            var track when CanWrite(track) => null,
            var track => $"its audio is {Name(track.Codec)}{(track.Audio is { Profile.Length: > 0 } audio ? $" {audio.Profile}" : "")}",
        };
    }

    private static string Name(MediaCodec codec) => codec switch
    {
        MediaCodec.Aac => "AAC",
        MediaCodec.Mp3 or MediaCodec.Mp3At8k => "MP3",
        _ => codec.ToString(),
    };

    /// <summary>Whether the format can carry a track.</summary>
    protected abstract bool CanWrite(TrackInfo track);

    /// <inheritdoc/>
    internal override IViewer Start(PlayLease lease, VhostOptions vhost, EgressPool egress, LiveOutput output)
    {
        var (log, cursor) = lease.JoinSoundLog(output.IsChunked ? new ChunkedFormat(WireFormat) : WireFormat);
        return egress.Add(log, cursor, output.Pipe);
    }
}
