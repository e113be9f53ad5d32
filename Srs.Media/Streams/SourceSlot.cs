namespace Srs.Media.Streams;

/// <summary>The sources of a stream: at most one of each kind, one of which is seen. Under the stream's lock.</summary>
/// <remarks>The place of a fallback is for a later feature; so far only tests fill it.</remarks>
internal sealed class SourceSlot
{
    private readonly PublishLease?[] _leases = new PublishLease?[(int)SourceKind.Publisher + 1];

    /// <summary>The source that viewers see; null when there is none.</summary>
    public PublishLease? Active { get; set; }

    /// <summary>The source of the highest rank; it is active, or becomes so at its next key frame.</summary>
    public PublishLease? Highest => this[SourceKind.Publisher] ?? this[SourceKind.Pull] ?? this[SourceKind.Fallback];

    /// <summary>The source of a kind, or null.</summary>
    public PublishLease? this[SourceKind kind] => _leases[(int)kind];

    /// <summary>Whether the lease is still one of the sources.</summary>
    public bool Holds(PublishLease lease) => this[lease.Kind] == lease;

    /// <summary>Whether <paramref name="kind"/> has to be refused.</summary>
    public bool Refuses(SourceKind kind, OnBusy onBusy) => kind switch
    {
        SourceKind.Publisher => this[kind] is not null && onBusy == OnBusy.Refuse,
        SourceKind.Pull => this[kind] is not null || this[SourceKind.Publisher] is not null,
        _ => this[kind] is not null,
    };

    /// <summary>Takes a source in, in the place of its predecessor.</summary>
    public void Put(PublishLease lease) => _leases[(int)lease.Kind] = lease;

    /// <summary>Lets a source go, if it is still there.</summary>
    public bool Remove(PublishLease lease)
    {
        if (!Holds(lease))
        {
            return false;
        }

        _leases[(int)lease.Kind] = null;
        return true;
    }
}
