namespace Srs.Media.Transcoding;

/// <summary>What a message between the server and a worker is.</summary>
internal enum TranscodePipeKind : byte
{
    /// <summary>To the worker: a new job; the body is <see cref="TranscodeSettings.ToBytes"/>.</summary>
    Open = 1,

    /// <summary>To the worker: a frame of a job, and when it is heard or shown.</summary>
    Frame = 2,

    /// <summary>To the worker: the job is over.</summary>
    Close = 3,

    /// <summary>From the worker, once: it is ready; the body is FFmpeg's version.</summary>
    Ready = 16,

    /// <summary>From the worker, once: it cannot work; the body is the reason.</summary>
    Absent = 17,

    /// <summary>From the worker: a job has begun; the body is the decoder configuration of what comes out.</summary>
    Track = 18,

    /// <summary>From the worker: a frame that came out, and when it is heard or shown.</summary>
    Output = 19,

    /// <summary>From the worker: a job cannot be done; the body is the reason.</summary>
    Failed = 20,

    /// <summary>From the worker, after all that a message to it brought about: the next one's turn has come.</summary>
    Done = 21,
}
