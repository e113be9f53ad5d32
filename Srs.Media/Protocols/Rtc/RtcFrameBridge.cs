using Microsoft.Extensions.Logging;
using Srs.Media.Buffers;
using Srs.Media.Frames;
using Srs.Media.Rtp.Payloads;
using Srs.Media.Rtp.Stages;
using Srs.Media.Streams;

namespace Srs.Media.Protocols.Rtc;

/// <summary>The bridge from the frames of a stream to packets for WebRTC players: one for all of them, from the first to the last.</summary>
/// <remarks>While a WebRTC publisher is there, its packets go instead and the frames are left alone.</remarks>
internal sealed class RtcFrameBridge : IAsyncDisposable
{
    private readonly RtcStream _packets;
    private readonly LiveStream _frames;
    private readonly RtcServer _server;
    private readonly BufferPool _pool;
    private readonly RtpPacketizerOptions _cutting;
    private readonly BFrameMode _bFrames;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Track> _tracks = [];
    private readonly Task _run;
    private TimeSpan? _offset;
    private bool _hasWarned;

    /// <summary>Starts it.</summary>
    /// <param name="packets">Where the packets go.</param>
    /// <param name="frames">The stream.</param>
    /// <param name="vhost">Its options.</param>
    /// <param name="server">The clock of the RTP plane.</param>
    /// <param name="pool">Where packets live.</param>
    /// <param name="logger">Takes the warning about B-frames.</param>
    public RtcFrameBridge(RtcStream packets, LiveStream frames, VhostOptions vhost, RtcServer server, BufferPool pool, ILogger logger)
    {
        (_packets, _frames, _server, _pool, _logger) = (packets, frames, server, pool, logger);
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
                    Take(item);
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
            _tracks.ForEach(static track => track.Packets.Dispose());
        }
    }

    private void Take(in SubscriptionItem item)
    {
        if (item.Headers is { } headers)
        {
            ShowTracks(headers);
        }

        if (item.Frame is { } frame)
        {
            using (frame)
            {
                if (_packets.IsSource(this))
                {
                    Send(frame);
                }
            }
        }
    }

    private void ShowTracks(StreamHeaders headers)
    {
        if (!_packets.IsFreeFor(this))
        {
            return;
        }

        foreach (var info in headers.Tracks)
        {
            var known = _tracks.FindIndex(track => track.Info.Kind == info.Kind && track.Info.Id == info.Id);
            if (RtcCodecs.ToFormat(info) is not { } format || (known >= 0 && _tracks[known].Info.Codec == info.Codec))
            {
                continue;
            }

            if (known >= 0)
            {
                _tracks[known].Packets.Dispose();
                _tracks.RemoveAt(known);
            }

            _tracks.Add(new Track(info, format, _cutting, _bFrames, _pool));
        }

        _packets.Begin(this, [.. _tracks.Select(static track => track.Public)]);
    }

    private void Send(MediaFrame frame)
    {
        if (_tracks.Find(track => track.Info.Kind == frame.Track.Kind && track.Info.Id == frame.Track.Id) is not { } track)
        {
            return;
        }

        var time = frame.Dts;
        var isSent = track.BFrames is null || track.BFrames.TryGetTime(frame, out time);
        if (track.BFrames is { HasSeenBFrames: true } && !_hasWarned)
        {
            _hasWarned = true;
            _logger.RtcHasBFrames(_frames.Key, BFramePolicy.Advice);
        }

        if (!isSent || track.Packetizer.Packetize(frame, track.Clock.ToTimestamp(time)) is not { } cut)
        {
            return;
        }

        using (cut)
        {
            // One offset for all tracks, so that sound and picture stay together whenever they came.
            var now = _server.RtpClock.Now;
            _offset ??= now - frame.Dts;
            track.Packets.Clock.Set(cut.Timestamp, time + _offset.Value);
            for (var i = 0; i < cut.Count; i++)
            {
                using var packet = track.Packets.Make(cut.GetPayload(i), cut.Timestamp, cut.IsMarked(i), now);
                _packets.Send(track.Public, packet);
            }
        }
    }

    private sealed class Track(TrackInfo info, Sdp.RtcFormat format, RtpPacketizerOptions cutting, BFrameMode mode, BufferPool pool)
    {
        public TrackInfo Info { get; } = info;

        public RtcTrack Public { get; } = new(info.Kind, info.Id, format, info.Audio is { Channels: > 1 });

        public RtpMediaClock Clock { get; } = RtpMediaClock.Of(info.Codec);

        public RtpPacketizer Packetizer { get; } = RtpPacketizer.Create(info.Codec, cutting, pool)!;

        public RtpLocalTrack Packets { get; } = new(RtpMediaClock.Of(info.Codec).Rate, pool);

        public BFramePolicy? BFrames { get; } = info.Kind == MediaKind.Video ? new BFramePolicy(mode) : null;
    }
}
