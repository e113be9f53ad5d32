using Srs.Media.Frames;

namespace Srs.Media.Streams;

/// <summary>What a <see cref="FrameSubscription"/> yields: new headers, a frame or a mark; the others are null.</summary>
/// <param name="Headers">Headers that hold from here on; one after each change.</param>
/// <param name="Frame">A frame; the reader takes over its reference.</param>
/// <param name="Mark">A source begins or ends here; only for those who subscribe with marks.</param>
public readonly record struct SubscriptionItem(StreamHeaders? Headers, MediaFrame? Frame, SourceMark? Mark = null);
