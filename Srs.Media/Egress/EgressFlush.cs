namespace Srs.Media.Egress;

/// <summary>What became of a flush.</summary>
internal enum EgressFlush
{
    /// <summary>More can be sent.</summary>
    Done,

    /// <summary>The output is full; its callback tells when it is not.</summary>
    Waiting,

    /// <summary>The peer takes nothing more.</summary>
    Closed,
}
