namespace Srs.Media.Configuration;

/// <summary>How FFmpeg makes one stream of another; section <c>Engine</c>.</summary>
public sealed record EngineOptions
{
    /// <summary>Whether this engine runs. Default false.</summary>
    public bool Enabled { get; init; }

    /// <summary>Options before the input, <c>name value</c>, separated by semicolons. Default none.</summary>
    public string Perfile { get; init; } = "";

    /// <summary>Format of the input; <c>off</c> leaves it to FFmpeg. Default flv, as SRS.</summary>
    public string Iformat { get; init; } = "flv";

    /// <summary>Video filters, likewise. Default none.</summary>
    public string Vfilter { get; init; } = "";

    /// <summary>Video encoder, <c>copy</c> or <c>vn</c>. Default none.</summary>
    public string Vcodec { get; init; } = "";

    /// <summary>Video bit rate in kbit/s; 0 leaves it to FFmpeg. Default 0.</summary>
    public int Vbitrate { get; init; }

    /// <summary>Pictures per second; 0 as the input. Default 0.</summary>
    public double Vfps { get; init; }

    /// <summary>Width in pixels; 0 as the input. Default 0.</summary>
    public int Vwidth { get; init; }

    /// <summary>Height in pixels; 0 as the input. Default 0.</summary>
    public int Vheight { get; init; }

    /// <summary>Threads of the encoder. Default 1, as SRS.</summary>
    public int Vthreads { get; init; } = 1;

    /// <summary>Profile of the codec. Default none.</summary>
    public string Vprofile { get; init; } = "";

    /// <summary>Preset of the encoder. Default none.</summary>
    public string Vpreset { get; init; } = "";

    /// <summary>More video options, <c>name value</c>, separated by semicolons. Default none.</summary>
    public string Vparams { get; init; } = "";

    /// <summary>Audio encoder, <c>copy</c> or <c>an</c>. Default none.</summary>
    public string Acodec { get; init; } = "";

    /// <summary>Audio bit rate in kbit/s; 0 leaves it to FFmpeg. Default 0.</summary>
    public int Abitrate { get; init; }

    /// <summary>Sampling rate in hertz; 0 as the input. Default 0.</summary>
    public int AsampleRate { get; init; }

    /// <summary>Channels; 0 as the input. Default 0.</summary>
    public int Achannels { get; init; }

    /// <summary>More audio options, likewise. Default none.</summary>
    public string Aparams { get; init; } = "";

    /// <summary>Format of the output; <c>off</c> leaves it to FFmpeg. Default flv, as SRS.</summary>
    public string Oformat { get; init; } = "flv";

    /// <summary>Where it goes, such as <c>rtmp://127.0.0.1/[app]/[stream]_[engine]</c>. Default none.</summary>
    public string Output { get; init; } = "";
}
