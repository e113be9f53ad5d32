using Srs.Media.Containers.Flv;
using Srs.Media.Protocols.Rtmp.Wire;
using Srs.Media.Streams;

namespace Srs.Media.Protocols.Rtmp;

/// <content>Publishing, as FMLE, Flash and Haivision encoders do it.</content>
internal sealed partial class RtmpSession
{
    /// <summary>FMLE, OBS and ffmpeg begin with releaseStream, before createStream.</summary>
    private ValueTask AnnounceFmleAsync(RtmpCommand command)
    {
        _announcedByFmle = true;
        return output.SendAsync(_replies.Result(command.TransactionId, AmfValue.Undefined));
    }

    /// <summary>Haivision sends FCPublish after createStream; the others before.</summary>
    private ValueTask AnnouncePublishAsync(RtmpCommand command)
    {
        if (_streams.Count > 0 && !_announcedByFmle)
        {
            _announcedByHaivision = true;
        }

        _announcedByFmle |= !_announcedByHaivision;
        return output.SendAsync(_replies.Result(command.TransactionId, AmfValue.Undefined));
    }

    private async ValueTask PublishAsync(RtmpCommand command, uint streamId)
    {
        if (_publisher is not null)
        {
            // An FMLE start after a Flash-style publish; the stream is running already.
            return;
        }

        if (_player is not null)
        {
            throw new RtmpProtocolException(RtmpErrorCode.RtmpDecode, "RTMP publish on a connection that plays.");
        }

        var url = RtmpUrl.Parse(_client!.TcUrl, _client.App, command.Argument(0).AsString() ?? "");
        PublishLease lease;
        try
        {
            (_, Vhost) = services.Broker.ResolveVhost(url.Host);
            _isAsking = true;
            lease = await services.Broker.PublishAsync(Request(url, AccessAction.Publish), connection, connection.Ended).ConfigureAwait(false);
        }
        catch (AccessDeniedException e)
        {
            _isAsking = false;
            await output.SendAsync(_replies.Status(streamId, "error", "NetStream.Publish.BadName", RtmpReplies.Describe(e.Code, e.Message))).ConfigureAwait(false);
            throw;
        }

        var type = _announcedByFmle ? "fmle-publish" : _announcedByHaivision ? "haivision-publish" : "flash-publish";
        Role = new RtmpRole(lease.Stream, type, IsPublisher: true);
        _activeStream = streamId;
        connection.NoteMedia();
        _publisher = new RtmpPublisher(lease, services.Buffers, services.Server);
        _isAsking = false;
        services.Logger.Publishes(connection.Id, lease.Stream, type);
        await output.SendAsync(_replies.PublishStart(streamId, _announcedByFmle || _announcedByHaivision)).ConfigureAwait(false);
    }

    private ValueTask UnpublishAsync(RtmpCommand command)
    {
        EndPublish();
        return output.SendAsync(_replies.PublishStop(_activeStream, command.TransactionId));
    }

    private void EndPublish()
    {
        if (_publisher is not { } publisher)
        {
            return;
        }

        _publisher = null;
        publisher.Dispose();
        services.Logger.Unpublished(connection.Id, Role!.Stream, publisher.Messages, publisher.Dropped);
        if (publisher.LastDrop != FlvDropReason.None)
        {
            services.Logger.DamagedMedia(connection.Id, publisher.LastDrop);
        }
    }
}
