using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Srs.Web.Api;

/// <summary>Numbers with exactly two decimals, as SRS prints them: <c>16.88</c>, <c>0.00</c>.</summary>
internal sealed class TwoDecimalsConverter : JsonConverter<double>
{
    /// <inheritdoc/>
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDouble();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) =>
        writer.WriteRawValue(double.IsFinite(value) ? value.ToString("F2", CultureInfo.InvariantCulture) : "0.00");
}
