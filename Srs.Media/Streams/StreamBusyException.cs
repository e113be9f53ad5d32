namespace Srs.Media.Streams;

/// <summary>The stream has a publisher already and <see cref="PublishOptions.OnBusy"/> refuses a second one.</summary>
public sealed class StreamBusyException(StreamKey stream)
    : AccessDeniedException(StreamBusy, $"Stream {stream} is being published already.")
{
    /// <summary>SRS's code for it.</summary>
    public const int StreamBusy = 1028;
}
