using Srs.Media.Cluster;

namespace Srs.Media.Streams;

/// <content>What a pull wants to know: whether somebody watches, and on whose behalf it fetches the stream.</content>
public sealed partial class LiveStream
{
    private Action? _onDemandChanged;
    private long _watchedUntil;

    /// <summary>Whether somebody plays.</summary>
    internal bool IsWatched
    {
        get
        {
            lock (_gate)
            {
                return _players.Count > 0;
            }
        }
    }

    /// <summary>Whether somebody fetches the stream while it is watched.</summary>
    internal bool HasPull
    {
        get
        {
            lock (_gate)
            {
                return _onDemandChanged is not null;
            }
        }
    }

    /// <summary>What viewers ask of a pull; null when nobody watches or a publisher is there.</summary>
    /// <param name="turn">Whose parameters are asked with: those of the viewer of that number, counted round and round.</param>
    internal PullDemand? FindDemand(int turn = 0)
    {
        lock (_gate)
        {
            if (_players.Count == 0 || _sources[SourceKind.Publisher] is not null)
            {
                return null;
            }

            var param = _players[turn % _players.Count].Request?.Param ?? "";
            var hops = 0;
            HashSet<string> via = [];
            foreach (var player in _players)
            {
                if (player.Request is not { } request)
                {
                    continue;
                }

                hops = Math.Max(hops, request.Hops);
                for (var i = 0; i < request.Via.Length && via.Count < EdgeVia.MaxServers - 1; i++)
                {
                    via.Add(request.Via[i]);
                }
            }

            return new PullDemand(param, [.. via], hops);
        }
    }

    /// <summary>Makes the caller the one who fetches the stream while it is watched.</summary>
    /// <param name="onDemandChanged">Called when <see cref="FindDemand"/> may have another answer; returns at once.</param>
    /// <returns>False when another one does so, or nobody watches.</returns>
    internal bool TryAttachPull(Action onDemandChanged)
    {
        lock (_gate)
        {
            if (_onDemandChanged is not null || _players.Count == 0)
            {
                return false;
            }

            _onDemandChanged = onDemandChanged;
            return true;
        }
    }

    /// <summary>The caller ceases to fetch the stream.</summary>
    /// <param name="isForced">False does so only when nobody watches, so that no viewer who comes now is left without.</param>
    /// <returns>Whether it has ceased.</returns>
    internal bool TryDetachPull(bool isForced = false)
    {
        lock (_gate)
        {
            if (!isForced && _players.Count > 0)
            {
                return false;
            }

            _onDemandChanged = null;
            return true;
        }
    }

    /// <summary>Ends a publisher that nobody has watched for <see cref="PublishOptions.KickoffForIdle"/>.</summary>
    private void EndUnwatched()
    {
        if (_sources[SourceKind.Publisher] is not { } publisher || _players.Count > 0)
        {
            return;
        }

        var limit = publisher.Options.Publish.KickoffForIdle;
        if (limit > TimeSpan.Zero && _clock.GetElapsedTime(Math.Max(publisher.Since, _watchedUntil)) >= limit)
        {
            _notices.Add(() => publisher.Session.End(SessionEndReason.NobodyWatches));
        }
    }

    private void NoteDemand()
    {
        if (_onDemandChanged is { } notice)
        {
            _notices.Add(notice);
        }
    }
}
