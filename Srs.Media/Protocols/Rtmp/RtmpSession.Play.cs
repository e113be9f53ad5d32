using Srs.Media.Protocols.Rtmp.Wire;
using Srs.Media.Streams;

namespace Srs.Media.Protocols.Rtmp;

/// <content>Playing, with pause, and with a choice of sound and pictures.</content>
internal sealed partial class RtmpSession
{
    private async ValueTask PlayAsync(RtmpCommand command, uint streamId)
    {
        if (_publisher is not null)
        {
            throw new RtmpProtocolException(RtmpErrorCode.RtmpDecode, "RTMP play on a connection that publishes.");
        }

        // A player may go on to another stream without closing the first.
        await EndPlayAsync(connection.Ended).ConfigureAwait(false);

        var url = RtmpUrl.Parse(_client!.TcUrl, _client.App, command.Argument(0).AsString() ?? "");
        PlayLease lease;
        try
        {
            (_, Vhost) = services.Broker.ResolveVhost(url.Host);
            _isAsking = true;
            lease = await services.Broker.PlayAsync(Request(url, AccessAction.Play), connection, connection.Ended).ConfigureAwait(false);
            ThrowIfUnplayable(lease);
        }
        catch (AccessDeniedException e)
        {
            _isAsking = false;
            await output.SendAsync(_replies.Status(streamId, "error", "NetStream.Play.Failed", RtmpReplies.Describe(e.Code, e.Message))).ConfigureAwait(false);
            throw;
        }

        Role = new RtmpRole(lease.Stream.Key, "rtmp-play", IsPublisher: false);
        _activeStream = streamId;
        _playLease = lease;
        var format = new RtmpWireFormat(_replies.ChunkSize, streamId, RtmpPlayStyle.Choose(_client.Capabilities, Vhost.Play));
        _player = new RtmpPlayer(lease, services.Egress, output, format, Vhost.Play, Duration(command), connection.End);
        _isAsking = false;
        lease.Published += OnPublished;
        lease.Unpublished += OnUnpublished;
        services.Logger.Plays(connection.Id, lease.Stream.Key);
        _player.Start(_replies.PlayStart(streamId, url.Stream));
    }

    /// <summary>Ends a player whose stream has come to need a codec that it cannot take; once a second, from another thread.</summary>
    public void CheckCodecs()
    {
        if (_player is { Viewer: not null, IsFinishing: false } player && _playLease is { } lease && WhyUnplayable(lease) is { } reason)
        {
            services.Logger.Refused(connection.Id, (int)RtmpErrorCode.RtmpConnect, reason);
            Notify("error", "NetStream.Play.Failed", RtmpReplies.Describe((int)RtmpErrorCode.RtmpConnect, reason));
            player.Finish(SessionEndReason.AccessDenied);
        }
    }

    private void ThrowIfUnplayable(PlayLease lease)
    {
        if (WhyUnplayable(lease) is { } reason)
        {
            lease.Dispose();
            throw new AccessDeniedException((int)RtmpErrorCode.RtmpConnect, reason);
        }
    }

    private string? WhyUnplayable(PlayLease lease) =>
        Vhost.Play.StrictFourCc ? RtmpPlayStyle.WhyUnplayable(lease.Stream.Headers, _client!.Capabilities, Vhost.Play) : null;

    /// <summary>The third argument of play, in milliseconds as Flash and librtmp send it; the specification says seconds.</summary>
    private static TimeSpan? Duration(RtmpCommand command) =>
        command.Argument(2).AsNumber() is > 0 and < int.MaxValue and var milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null;

    private async ValueTask PauseAsync(RtmpCommand command)
    {
        if (_player is not { } player || command.Argument(0).AsBoolean() is not { } isPaused || isPaused == player.Viewer is null)
        {
            return;
        }

        var words = _replies.PauseChanged(_activeStream, isPaused);
        if (isPaused)
        {
            await player.StopAsync(connection.Ended).ConfigureAwait(false);
            await output.SendAsync(words).ConfigureAwait(false);
        }
        else
        {
            player.Start(words);
        }
    }

    private async ValueTask SelectAsync(bool? audio, bool? video)
    {
        if (_player is { } player)
        {
            await player.SelectAsync(audio, video, connection.Ended).ConfigureAwait(false);
        }
    }

    private async Task EndPlayAsync(CancellationToken atOnce)
    {
        if (_player is not { } player)
        {
            return;
        }

        _playLease!.Published -= OnPublished;
        _playLease.Unpublished -= OnUnpublished;
        await player.StopAsync(atOnce).ConfigureAwait(false);
        _player = null;
        Volatile.Write(ref _droppedFrames, _droppedFrames + player.DroppedFrames);
        Volatile.Write(ref _jumps, _jumps + player.Jumps);
        player.Dispose();
    }

    private void OnPublished() => Notify("status", "NetStream.Play.PublishNotify", $"{Role?.Stream} is now published.");

    private void OnUnpublished() => Notify("status", "NetStream.Play.UnpublishNotify", $"{Role?.Stream} is now unpublished.");

    /// <summary>Called from other threads, so it uses nothing of the loop's but the chunk size, which stands by now.</summary>
    private void Notify(string level, string code, string description)
    {
        var replies = new RtmpReplies(_replies.ChunkSize);
        output.TrySendBetweenMedia(replies.Status(_activeStream, level, code, description));
    }
}
