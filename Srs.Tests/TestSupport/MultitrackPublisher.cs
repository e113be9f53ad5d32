using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Text;
using Srs.Media.Containers.Flv;
using Srs.Media.Frames;
using Srs.Media.Protocols.Rtmp.Client;
using Srs.Media.Protocols.Rtmp.Wire;
using Srs.Tests.Containers.Mp4;

namespace Srs.Tests.TestSupport;

/// <summary>Publishes encoded tracks by Enhanced RTMP again and again, as fast as they are played, as no encoder on this machine does.</summary>
/// <remarks>Bodies are put together here, byte by byte, after Enhanced RTMP v2, "ExAudioTagHeader" and "ExVideoTagHeader".</remarks>
internal sealed class MultitrackPublisher : IAsyncDisposable
{
    /// <summary>How far it is ahead of the clock.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromMilliseconds(20);

    private readonly RtmpClient _client;
    private readonly MultitrackForm _form;
    private readonly List<Lane> _lanes = [];
    private readonly ConcurrentDictionary<(MediaKind Kind, int Id), bool> _silent = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    private MultitrackPublisher(RtmpClient client, MultitrackForm form, IEnumerable<EncodedTrack> tracks)
    {
        _client = client;
        _form = form;
        foreach (var track in tracks)
        {
            _lanes.Add(new Lane(track, _lanes.Count(lane => lane.Kind == track.Track.Kind)));
        }
    }

    /// <summary>Begins to publish.</summary>
    /// <param name="server">The server.</param>
    /// <param name="stream">Name of the stream in <c>live</c>.</param>
    /// <param name="form">How tracks are packed.</param>
    /// <param name="languages">Languages of the audio tracks, for the metadata; none without.</param>
    /// <param name="silent">Number of an audio track that comes when <see cref="Show"/> is called; null for none.</param>
    /// <param name="tracks">The tracks; those of a kind are numbered in their order.</param>
    public static async Task<MultitrackPublisher> StartAsync(
        SrsTestServer server, string stream, MultitrackForm form, string[] languages, int? silent, params EncodedTrack[] tracks)
    {
        var client = await RtmpClient.ConnectAsync($"rtmp://127.0.0.1:{server.RtmpPort}/live/{stream}", cancellationToken: TestContext.Current.CancellationToken);
        var publisher = new MultitrackPublisher(client, form, tracks);
        if (silent is { } id)
        {
            publisher.Hide(MediaKind.Audio, id);
        }

        await client.PublishAsync(TestContext.Current.CancellationToken);
        publisher._running = publisher.RunAsync(languages);
        return publisher;
    }

    /// <summary>Sends no more frames of a track.</summary>
    public void Hide(MediaKind kind, int id) => _silent[(kind, id)] = true;

    /// <summary>Sends a track, its sequence header first if it has not been sent yet.</summary>
    public void Show(MediaKind kind, int id) => _silent.TryRemove((kind, id), out _);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.WithinLimitAsync();
        await _client.DisposeAsync();
        _stop.Dispose();
    }

    private async Task RunAsync(string[] languages)
    {
        try
        {
            await WriteMetadataAsync(languages);
            await WriteHeadersAsync([.. _lanes.Where(IsShown)], TimeSpan.Zero);
            var clock = TimeProvider.System;
            for (var start = clock.GetTimestamp(); ;)
            {
                var next = _lanes.MinBy(static lane => lane.Time)!;
                if (next.Time - clock.GetElapsedTime(start) > Ahead)
                {
                    await Task.Delay(Ahead, clock, _stop.Token);
                    continue;
                }

                await WriteFrameAsync(next);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The test has seen enough.
        }
        catch (Exception e) when (e is IOException or RtmpStatusException && !_stop.IsCancellationRequested)
        {
            // The test sees what has come of it.
        }
    }

    private bool IsShown(Lane lane) => !_silent.ContainsKey((lane.Kind, lane.Id));

    private async Task WriteMetadataAsync(string[] languages)
    {
        var map = languages.Select(static (language, id) => (id.ToString(System.Globalization.CultureInfo.InvariantCulture), AmfValue.Object(("language", language), ("name", $"Sound {language}"))));
        var body = new ArrayBufferWriter<byte>();
        RtmpDataMessage.Create("onMetaData", AmfValue.EcmaArray(("encoder", "test"), ("audioTrackIdInfoMap", AmfValue.Object([.. map])))).Write(body);
        await _client.WriteAsync(FlvTagType.Script, TimeSpan.Zero, body.WrittenMemory, _stop.Token);
    }

    private async Task WriteHeadersAsync(IReadOnlyList<Lane> lanes, TimeSpan time)
    {
        var sounds = lanes.Where(static lane => lane.Kind == MediaKind.Audio).ToList();
        if (_form == MultitrackForm.ManyTracksManyCodecs && sounds.Count > 1)
        {
            await WriteAsync(sounds[0], time, [0x95, 0x20, .. sounds.SelectMany(static lane => (byte[])[.. lane.FourCc, .. Sized(lane.Id, lane.Config)])]);
            sounds.ForEach(static lane => lane.HasHeader = true);
        }
        else if (_form == MultitrackForm.ManyTracks && sounds.Count > 1)
        {
            await WriteAsync(sounds[0], time, [0x95, 0x10, .. sounds[0].FourCc, .. sounds.SelectMany(static lane => Sized(lane.Id, lane.Config))]);
            sounds.ForEach(static lane => lane.HasHeader = true);
        }

        foreach (var lane in lanes.Where(static lane => !lane.HasHeader))
        {
            lane.HasHeader = true;
            await WriteAsync(lane, time, (lane.Kind, lane.Id) switch
            {
                (MediaKind.Video, 0) => [0x17, 0, 0, 0, 0, .. lane.Config],
                (MediaKind.Video, _) => [0x96, 0x00, .. lane.FourCc, (byte)lane.Id, .. lane.Config],
                (_, 0) when lane.IsAac => [0xAF, 0, .. lane.Config],
                (_, 0) => [0x90, .. lane.FourCc, .. lane.Config],
                _ => [0x95, 0x00, .. lane.FourCc, (byte)lane.Id, .. lane.Config],
            });
        }
    }

    private async Task WriteFrameAsync(Lane lane)
    {
        var (time, frame) = (lane.Time, lane.Next());
        if (!IsShown(lane))
        {
            return;
        }

        if (!lane.HasHeader)
        {
            await WriteHeadersAsync([lane], time);
        }

        var payload = frame.Payload.ToArray();
        if (lane.Kind == MediaKind.Video)
        {
            var composition = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(composition, (int)frame.CompositionOffset.TotalMilliseconds);
            await WriteAsync(lane, time, lane.Id == 0
                ? [(byte)(frame.IsKeyFrame ? 0x17 : 0x27), 1, .. composition[1..], .. payload]
                : [(byte)(frame.IsKeyFrame ? 0x96 : 0xA6), 0x01, .. lane.FourCc, (byte)lane.Id, .. composition[1..], .. payload]);
            return;
        }

        if (_form == MultitrackForm.ManyTracks && lane.Id == 0)
        {
            // Frames of one codec have one length, so the other tracks' are due now, too.
            var others = _lanes.Where(other => other.Kind == MediaKind.Audio && other != lane && IsShown(other) && other.Time - time < Ahead && other.FourCc.SequenceEqual(lane.FourCc)).ToList();
            await WriteAsync(lane, time, [0x95, 0x11, .. lane.FourCc, .. Sized(0, payload), .. others.SelectMany(static other => Sized(other.Id, other.Next().Payload.ToArray()))]);
            return;
        }

        await WriteAsync(lane, time, lane switch
        {
            { Id: 0, IsAac: true } => [0xAF, 1, .. payload],
            { Id: 0 } => [0x91, .. lane.FourCc, .. payload],
            _ => [0x95, 0x01, .. lane.FourCc, (byte)lane.Id, .. payload],
        });
    }

    private static byte[] Sized(int id, byte[] bytes) => [(byte)id, (byte)(bytes.Length >> 16), (byte)(bytes.Length >> 8), (byte)bytes.Length, .. bytes];

    private ValueTask WriteAsync(Lane lane, TimeSpan time, byte[] body) =>
        _client.WriteAsync(lane.Kind == MediaKind.Video ? FlvTagType.Video : FlvTagType.Audio, time, body, _stop.Token);

    /// <summary>A track, and how far it is.</summary>
    private sealed class Lane
    {
        private readonly EncodedTrack _track;
        private readonly List<MediaFrame> _frames;
        private readonly TimeSpan _length;
        private int _index;

        public Lane(EncodedTrack track, int id)
        {
            _track = track;
            Id = id;

            // What the decoder swallows at the beginning would be heard as a gap each time.
            _frames = Kind == MediaKind.Video ? track.Frames : track.Frames[2..^1];
            _length = TimeSpan.FromSeconds(track.Packets.Max(static packet => packet.Dts) - track.Packets.Min(static packet => packet.Dts)) / (track.Packets.Count - 1);
        }

        public MediaKind Kind => _track.Track.Kind;

        public int Id { get; }

        public bool IsAac => _track.Track.Codec == MediaCodec.Aac;

        public byte[] Config => _track.Track.Config.ToArray();

        public byte[] FourCc => Encoding.ASCII.GetBytes(_track.Track.Codec switch
        {
            MediaCodec.H264 => "avc1",
            MediaCodec.Opus => "Opus",
            _ => "mp4a",
        });

        public bool HasHeader { get; set; }

        /// <summary>Decoding time of the next frame.</summary>
        public TimeSpan Time => _length * _index;

        public MediaFrame Next() => _frames[_index++ % _frames.Count];
    }
}
