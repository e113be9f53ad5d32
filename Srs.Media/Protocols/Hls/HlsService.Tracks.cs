using System.Collections.Immutable;
using Srs.Media.Configuration;
using Srs.Media.Frames;
using Srs.Media.Segments;
using Srs.Media.Streams;

namespace Srs.Media.Protocols.Hls;

/// <content>Renditions of a stream, and its further tracks: each is a stream of its own, named after it.</content>
public sealed partial class HlsService
{
    private readonly Dictionary<StreamKey, HlsMasterFile> _masters = [];

    /// <summary>Finds what is listed of a stream's renditions, itself and further video tracks included.</summary>
    /// <param name="whole">The stream.</param>
    /// <param name="options">Which streams are renditions of which.</param>
    public ImmutableArray<HlsStream> FindRenditions(StreamKey whole, RenditionOptions options)
    {
        lock (_gate)
        {
            return [.. RenditionsOf(whole, options).Select(static running => running.Stream)];
        }
    }

    /// <summary>Finds what a master playlist names of a stream.</summary>
    /// <param name="whole">The stream.</param>
    /// <param name="options">Which streams are renditions of which.</param>
    /// <param name="isLowLatency">Whether it is of low-latency HLS.</param>
    public ImmutableArray<HlsRendition> FindVariants(StreamKey whole, RenditionOptions options, bool isLowLatency)
    {
        lock (_gate)
        {
            return [.. RenditionsOf(whole, options).Select(running => VariantOf(running, isLowLatency))];
        }
    }

    /// <summary>Finds the playlists that players of low-latency HLS change between.</summary>
    private IEnumerable<HlsStream> FindPlaylists(StreamKey of, RenditionOptions options) =>
        FindVariants(Renditions.WholeOf(of, options), options, isLowLatency: true).SelectMany(static variant => variant.All).Distinct();

    /// <summary>The renditions of a stream in their order. Under the lock.</summary>
    private IEnumerable<Running> RenditionsOf(StreamKey whole, RenditionOptions options)
    {
        foreach (var name in Renditions.NamesOf(whole, options))
        {
            if (_streams.TryGetValue(name, out var running))
            {
                yield return running;
                foreach (var further in TracksOf(name, MediaKind.Video, running.LastVideo))
                {
                    yield return further;
                }
            }
        }
    }

    /// <summary>The further tracks of a stream that are there. Under the lock.</summary>
    private IEnumerable<Running> TracksOf(StreamKey stream, MediaKind kind, int last)
    {
        for (var track = 1; track <= last; track++)
        {
            if (_streams.TryGetValue(Renditions.TrackOf(stream, kind, track), out var further) && further.IsTrack)
            {
                yield return further;
            }
        }
    }

    /// <summary>What a rendition is played as. Under the lock.</summary>
    private HlsRendition VariantOf(Running rendition, bool isLowLatency)
    {
        var stream = rendition.Stream;
        var name = Renditions.StreamOf(stream.Key);
        var hasPictures = stream.Key == name || Renditions.IsVideoTrack(stream.Key);
        if (!hasPictures || !_streams.TryGetValue(name, out var first) || first.LastSound == 0)
        {
            return new HlsRendition(stream, stream, [], HasSound: false);
        }

        ImmutableArray<HlsStream> further = [.. TracksOf(name, MediaKind.Audio, first.LastSound).Select(static running => running.Stream).Where(static sound => !sound.HasLeft)];
        if (further.IsEmpty)
        {
            return new HlsRendition(stream, stream, [], HasSound: false);
        }

        // Players cannot take the sound out of what has both, but for MPEG-TS.
        var isSplit = isLowLatency || HlsStream.HasTracks(stream.Options);
        return isSplit && _streams.TryGetValue(Renditions.SilentOf(stream.Key), out var pictures)
            && _streams.TryGetValue(Renditions.TrackOf(name, MediaKind.Audio, 0), out var sound)
            ? new HlsRendition(stream, pictures.Stream, [sound.Stream, .. further], HasSound: false)
            : new HlsRendition(stream, stream, [first.Stream, .. further], HasSound: true);
    }

    /// <summary>Cuts the further tracks of a stream as streams of their own.</summary>
    private void StartTracks(LiveStream live, VhostOptions options, StreamHeaders headers)
    {
        foreach (var track in headers.Tracks)
        {
            if (track.Kind is MediaKind.Video or MediaKind.Audio && track.Id is > 0 and < Renditions.MaxTracks && track.Id != headers.First(track.Kind)!.Id)
            {
                Start(new Waiting(live, options, Sequence: 0, DashNumber: 0), new SegmenterTrack(track.Kind, track.Id));
            }
        }

        if (headers.HasVideo)
        {
            Split(live.Key, options);
        }
    }

    /// <summary>Writes the files of the master playlist and the manifest that a stream is named in, where there are files.</summary>
    private async Task WriteWholesAsync(StreamKey stream, VhostOptions options)
    {
        await WriteMasterAsync(stream, options).ConfigureAwait(false);
        if (_dash is not null && options.Dash.Enabled)
        {
            await _dash.WriteWholeAsync(stream, options).ConfigureAwait(false);
        }
    }

    private Task WriteMasterAsync(StreamKey stream, VhostOptions options)
    {
        if (!options.Hls.Enabled || options.Hls.HlsPath.Length == 0)
        {
            return Task.CompletedTask;
        }

        var whole = Renditions.WholeOf(stream, options.Renditions);
        HlsMasterFile? file;
        lock (_gate)
        {
            if (!_masters.TryGetValue(whole, out file))
            {
                _masters.Add(whole, file = new HlsMasterFile(whole, options.Renditions, _logger));
            }
        }

        return file.WriteAsync(options.Hls, () => FindVariants(whole, options.Renditions, isLowLatency: false));
    }

    /// <summary>Deletes the files of master playlists that name nothing any more. Under the lock.</summary>
    private void ForgetMasters()
    {
        foreach (var (whole, file) in _masters)
        {
            if (!file.Names.Any(_streams.ContainsKey))
            {
                _masters.Remove(whole);
                file.Delete();
            }
        }
    }

    /// <summary>A stream has a further track. Under the lock.</summary>
    private void NoteTrack(StreamKey stream, Running first, SegmenterTrack track)
    {
        if (track.Kind == MediaKind.Video)
        {
            first.LastVideo = Math.Max(first.LastVideo, track.Id);
        }
        else
        {
            first.LastSound = Math.Max(first.LastSound, track.Id);
        }

        _dash?.AddTrack(stream, track);
    }

    /// <summary>Shows the pictures of a stream with several audio tracks, and its first sound, by themselves as well.</summary>
    private void Split(StreamKey stream, VhostOptions options)
    {
        var shown = new List<(SegmentViews Views, HlsStream Track)>();
        lock (_gate)
        {
            if (!_streams.TryGetValue(stream, out var first) || first.LastSound == 0 || !(HlsStream.HasTracks(options.Hls) || LowLatencyStream.IsOn(options.Hls)))
            {
                return;
            }

            var tracks = TracksOf(stream, MediaKind.Video, first.LastVideo).Prepend(first).Select(static of => (Of: of, Key: Renditions.SilentOf(of.Stream.Key), Kind: MediaKind.Video));
            foreach (var (of, key, kind) in tracks.Prepend((first, Renditions.TrackOf(stream, MediaKind.Audio, 0), MediaKind.Audio)).ToList())
            {
                var track = GetOrAdd(key, options, (of.Stream.Key, kind));
                if (of.Views is { } views && track.Views != views)
                {
                    (track.Views, track.IsTrack) = (views, true);
                    track.Stream.Reserve();
                    track.Stream.LowLatency.FindSiblings = () => FindPlaylists(key, options.Renditions);
                    shown.Add((views, track.Stream));
                }
            }
        }

        // This may read files of an earlier run.
        shown.ForEach(static show => show.Views.Show(show.Track));
    }
}
