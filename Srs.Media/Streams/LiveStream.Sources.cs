using Srs.Media.Egress;
using Srs.Media.Frames;

namespace Srs.Media.Streams;

/// <content>
/// Which source is seen. A source begins at once where there is none. One of higher rank takes over at its first key frame, the former
/// one being seen until then; one without pictures does so after <see cref="SettleTime"/>. When the highest source leaves, the next one
/// takes over at once, its pictures from its next key frame on. Either way the timeline goes on and headers that differ are announced.
/// </content>
public sealed partial class LiveStream
{
    /// <summary>Longest wait for a key frame: streams that refresh bit by bit have none.</summary>
    private static readonly TimeSpan LongestKeyFrameWait = TimeSpan.FromSeconds(10);

    private readonly SourceSlot _sources = new();
    private long? _waitsForKeySince;

    /// <summary>Gives the stream to a source.</summary>
    /// <returns>Null when the stream is over and the caller has to find its successor.</returns>
    /// <exception cref="StreamBusyException">
    /// A publisher has it and <see cref="PublishOptions.OnBusy"/> says refuse; a pull meets a publisher or another pull, a fallback another fallback.
    /// </exception>
    internal PublishLease? TryPublish(ISession session, VhostOptions options, SourceKind kind = SourceKind.Publisher)
    {
        PublishLease lease;
        lock (_gate)
        {
            if (_isRetired)
            {
                return null;
            }

            if (_sources.Refuses(kind, options.Publish.OnBusy))
            {
                throw new StreamBusyException(Key);
            }

            if (_sources[kind] is { } replaced)
            {
                _notices.Add(() => replaced.Session.End(SessionEndReason.Replaced));
            }

            lease = new PublishLease(this, session, kind, options, _clock.GetTimestamp());
            var isSeenAtOnce = _sources.Active is null || _sources.Active == _sources[kind];
            _sources.Put(lease);
            if (isSeenAtOnce)
            {
                Activate(lease);
            }

            NoteDemand();
        }

        _notices.Tell();
        return lease;
    }

    /// <summary>Tells before a publisher is let in that it would be refused.</summary>
    /// <exception cref="StreamBusyException">As <see cref="TryPublish"/>.</exception>
    internal void ThrowIfBusy(VhostOptions options)
    {
        lock (_gate)
        {
            if (_sources.Refuses(SourceKind.Publisher, options.Publish.OnBusy))
            {
                throw new StreamBusyException(Key);
            }
        }
    }

    /// <summary>A source leaves. Where it was seen the next one follows; without one, viewers are kept for the grace period.</summary>
    internal void EndPublish(PublishLease lease)
    {
        WireLog[] flush;
        lock (_gate)
        {
            if (!_sources.Remove(lease))
            {
                return;
            }

            // No picture follows the last sound that would send it along.
            flush = _logs;
            if (_sources.Active == lease)
            {
                if (_sources.Highest is { } next)
                {
                    Activate(next);
                }
                else
                {
                    Deactivate();
                    OfferMark(SourceMarkKind.Ends);
                    _graceSince = _clock.GetTimestamp();

                    // A pull that ends because nobody watches is not waited for by anybody.
                    EndGrace(atOnce: lease.Kind == SourceKind.Pull && _players.Count == 0);
                }
            }

            NoteDemand();
        }

        Array.ForEach(flush, static log => log.Flush());
        _notices.Tell();
    }

    /// <summary>Makes a source the one that is seen.</summary>
    private void Activate(PublishLease lease)
    {
        var isNew = _sources.Active is null && _graceSince is null;
        Deactivate();
        _sources.Active = lease;
        _graceSince = _unusedSince = null;
        lease.Tally = new SessionTally(lease.Session);
        if (isNew)
        {
            Tell(static player => player.OnPublished());
            if (_onPublished is { } notice)
            {
                _notices.Add(() => notice(this, lease.Options));
            }
        }

        if (lease.Kind == SourceKind.Publisher && _sources[SourceKind.Pull] is { } pull)
        {
            _sources.Remove(pull);
            _notices.Add(() => pull.Session.End(SessionEndReason.Replaced));
        }

        StartTimeline(lease.Options);
        OfferMark(SourceMarkKind.Begins);
        _waitsForKeySince = _headers.HasVideo ? _clock.GetTimestamp() : null;
        if (!lease.Headers.Metadata.IsEmpty)
        {
            ShowMetadata(lease.Headers.Metadata);
        }

        foreach (var track in lease.Headers.Tracks)
        {
            ShowTrack(track);
        }
    }

    private void Deactivate()
    {
        if (_sources.Active is { } former)
        {
            _sources.Active = null;
            _interleave?.Dispose();
            _interleave = null;
            _counters.AddEnded(former.Tally);
        }
    }

    /// <summary>Lets the highest source take over if it can begin with <paramref name="frame"/>.</summary>
    private bool TryTakeOver(PublishLease lease, MediaFrame frame)
    {
        if (lease != _sources.Highest)
        {
            return false;
        }

        var longest = lease.Headers.HasVideo ? LongestKeyFrameWait : SettleTime;
        if (!frame.StartsGroup && _clock.GetElapsedTime(lease.Since) < longest)
        {
            return false;
        }

        Activate(lease);
        if (!frame.StartsGroup && lease.Headers.HasVideo)
        {
            // The wait is over: there may be no key frame at all.
            _waitsForKeySince = null;
        }

        return true;
    }

    /// <summary>Whether the frame is a picture that cannot be decoded after those of the source before.</summary>
    private bool IsInMidGroup(MediaFrame frame)
    {
        if (_waitsForKeySince is not { } since || frame.Track.Kind != MediaKind.Video)
        {
            return false;
        }

        if (!frame.StartsGroup && _clock.GetElapsedTime(since) < LongestKeyFrameWait)
        {
            return true;
        }

        _waitsForKeySince = null;
        return false;
    }
}
