using Microsoft.Extensions.Logging;
using Srs.Media.Buffers;
using Srs.Media.Frames;
using Srs.Media.Rtp.Payloads;
using Srs.Media.Rtp.Stages;
using Srs.Media.Streams;
using Srs.Media.Transcoding;

namespace Srs.Media.Protocols.Rtc;

/// <summary>The bridge from the frames of a stream to packets for WebRTC players: one for all of them, from the first to the last.</summary>
/// <remarks>
/// While a WebRTC publisher is there, its packets go instead and the frames are left alone. Sound of which WebRTC knows nothing is
/// transcoded to Opus in a worker, once for all players; its times stay those of the stream, so that it stays with the picture.
/// </remarks>
internal sealed class RtcFrameBridge : IAsyncDisposable
{
    private readonly RtcStream _packets;
    private readonly LiveStream _frames;
    private readonly RtcServer _server;
    private readonly BufferPool _pool;
    private readonly RtpPacketizerOptions _cutting;
    private readonly BFrameMode _bFrames;
    private readonly AudioWorkers? _sound;
    private readonly int _opusBitrate;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Track> _tracks = [];
    private readonly Task _run;
    private TimeSpan? _offset;
    private bool _hasWarned;
    private bool _lacksSound;

    /// <summary>Starts it.</summary>
    /// <param name="packets">Where the packets go.</param>
    /// <param name="frames">The stream.</param>
    /// <param name="vhost">Its options.</param>
    /// <param name="server">The clock of the RTP plane.</param>
    /// <param name="pool">Where packets live.</param>
    /// <param name="sound">Transcodes sound; null when it cannot be.</param>
    /// <param name="logger">Takes the warnings about B-frames and missing sound.</param>
    public RtcFrameBridge(
        RtcStream packets, LiveStream frames, VhostOptions vhost, RtcServer server, BufferPool pool, AudioWorkers? sound, ILogger logger)
    {
        (_packets, _frames, _server, _pool, _sound, _logger) = (packets, frames, server, pool, sound, logger);
        _opusBitrate = vhost.Rtc.OpusBitrate;
        _cutting = new RtpPacketizerOptions { KeepSei = vhost.Rtc.KeepAvcNaluSei };
        _bFrames = vhost.Rtc.KeepBframe ? BFrameMode.Retime : BFrameMode.Drop;
        _run = Task.Run(RunAsync);
    }

    /// <summary>Stops it, and returns when it has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        using var subscription = _frames.Subscribe();
        try
        {
            while (true)
            {
                await subscription.WaitAsync(_stop.Token).ConfigureAwait(false);
                while (subscription.TryRead(out var item))
                {
                    Take(item, subscription);
                }

                foreach (var track in _tracks)
                {
                    SendTranscoded(track);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The last player has left.
        }
        catch (Exception e)
        {
            _logger.RtcFault(e);
        }
        finally
        {
            _packets.End(this);
            _tracks.ForEach(static track => track.Dispose());
        }
    }

    private void Take(in SubscriptionItem item, FrameSubscription subscription)
    {
        if (item.Headers is { } headers)
        {
            ShowTracks(headers, subscription);
        }

        if (item.Frame is { } frame)
        {
            using (frame)
            {
                if (_packets.IsSource(this))
                {
                    Send(frame, frame.Dts <= subscription.JoinedAt);
                }
            }
        }
    }

    private void ShowTracks(StreamHeaders headers, FrameSubscription subscription)
    {
        if (!_packets.IsFreeFor(this))
        {
            return;
        }

        foreach (var source in headers.Tracks)
        {
            if (RtcCodecs.ToPlayable(source, _sound) is not { } info)
            {
                _lacksSound |= WarnOfSound(source);
                continue;
            }

            var known = Find(source);
            if (known is not null && (known.Transcode is null ? known.Info.Codec == info.Codec : known.Source.HasSameSetup(source)))
            {
                continue;
            }

            if (known is not null)
            {
                known.Dispose();
                _tracks.Remove(known);
            }

            var settings = ReferenceEquals(info, source) ? null : AudioTranscodeSettings.Of(source, info.Codec, _opusBitrate);
            var transcode = settings is null ? null : _sound!.Open(_frames.Key.ToString(), settings, subscription.Wake);
            _tracks.Add(new Track(source, info, RtcCodecs.ToFormat(info)!, _cutting, _bFrames, _pool, transcode));
        }

        _packets.Begin(this, [.. _tracks.Select(static track => track.Public)]);
    }

    private bool WarnOfSound(TrackInfo track)
    {
        if (!_lacksSound && track.Kind == MediaKind.Audio)
        {
            _logger.RtcLacksSound(_frames.Key, track.Codec);
            return true;
        }

        return false;
    }

    private Track? Find(TrackInfo source) => _tracks.Find(track => track.Source.Kind == source.Kind && track.Source.Id == source.Id);

    private void Send(MediaFrame frame, bool isPast)
    {
        if (Find(frame.Track) is not { } track)
        {
            return;
        }

        // One offset for all tracks, so that sound and picture stay together whenever they came.
        _offset ??= _server.RtpClock.Now - frame.Dts;
        if (track.Transcode is { } transcode)
        {
            // Pictures need those before them; sound of the past would come all at once, too late for them.
            if (!isPast)
            {
                transcode.Send(frame.Payload.Span, frame.Dts);
            }

            return;
        }

        var time = frame.Dts;
        var isSent = track.BFrames is null || track.BFrames.TryGetTime(frame, out time);
        if (track.BFrames is { HasSeenBFrames: true } && !_hasWarned)
        {
            _hasWarned = true;
            _logger.RtcHasBFrames(_frames.Key, BFramePolicy.Advice);
        }

        if (isSent)
        {
            Send(track, frame, time);
        }
    }

    private void SendTranscoded(Track track)
    {
        while (track.Transcode is { } transcode && transcode.TryTake(out var output))
        {
            if (output.Payload is null || !_packets.IsSource(this))
            {
                output.Dispose();
                continue;
            }

            using var frame = output.ToFrame(track.Info);
            Send(track, frame, output.Time);
        }
    }

    private void Send(Track track, MediaFrame frame, TimeSpan time)
    {
        if (track.Packetizer.Packetize(frame, track.Clock.ToTimestamp(time)) is not { } cut)
        {
            return;
        }

        using (cut)
        {
            var now = _server.RtpClock.Now;
            track.Packets.Clock.Set(cut.Timestamp, time + _offset!.Value);
            if (frame.IsKeyFrame)
            {
                track.Pictures?.Begin();
            }

            for (var i = 0; i < cut.Count; i++)
            {
                using var packet = track.Packets.Make(cut.GetPayload(i), cut.Timestamp, cut.IsMarked(i), now);
                track.Pictures?.Add(packet);
                _packets.Send(track.Public, packet);
            }
        }
    }

    private sealed class Track : IDisposable
    {
        public Track(
            TrackInfo source, TrackInfo info, Sdp.RtcFormat format, RtpPacketizerOptions cutting, BFrameMode mode, BufferPool pool, AudioTranscode? transcode)
        {
            (Source, Info, Transcode) = (source, info, transcode);
            Clock = RtpMediaClock.Of(info.Codec);
            Packetizer = RtpPacketizer.Create(info.Codec, cutting, pool)!;
            Packets = new RtpLocalTrack(Clock.Rate, pool);
            if (info.Kind == MediaKind.Video)
            {
                (BFrames, Pictures) = (new BFramePolicy(mode), new RtcPictures());
            }

            Public = new RtcTrack(info.Kind, info.Id, format, info.Audio is { Channels: > 1 }, Pictures: Pictures);
        }

        /// <summary>As the stream has it.</summary>
        public TrackInfo Source { get; }

        /// <summary>As players get it.</summary>
        public TrackInfo Info { get; }

        public RtcTrack Public { get; }

        public RtpMediaClock Clock { get; }

        public RtpPacketizer Packetizer { get; }

        public RtpLocalTrack Packets { get; }

        public BFramePolicy? BFrames { get; }

        public RtcPictures? Pictures { get; }

        /// <summary>What makes one of the other; null when both are the same.</summary>
        public AudioTranscode? Transcode { get; }

        public void Dispose()
        {
            Transcode?.Dispose();
            Pictures?.Dispose();
            Packets.Dispose();
        }
    }
}
