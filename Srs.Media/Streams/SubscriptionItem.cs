using Srs.Media.Frames;

namespace Srs.Media.Streams;

/// <summary>What a <see cref="FrameSubscription"/> yields: new headers or a frame, one of them null.</summary>
/// <param name="Headers">Headers that hold from here on; the first item of every subscription, and one after each change.</param>
/// <param name="Frame">A frame; the reader takes over its reference.</param>
public readonly record struct SubscriptionItem(StreamHeaders? Headers, MediaFrame? Frame);
