using System.Text;
using Srs.Load.Viewing;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Load.Viewing;

public sealed class FramedStreamTests
{
    private static readonly byte[] Chunked = Encoding.ASCII.GetBytes("5\r\nhello\r\n1;x=y\r\n \r\nB\r\nfrom here 1\r\n0\r\n\r\n");

    /// <summary>A text ping of 2 bytes, "he" with a length of its own size, "llo" with one of 16 bits, " again" with one of 64 bits, close.</summary>
    private static readonly byte[] WebSocket =
    [
        0x89, 2, 1, 2, 0x02, 2, .. "he"u8, 0x80, 126, 0, 3, .. "llo"u8, 0x82, 127, 0, 0, 0, 0, 0, 0, 0, 6, .. " again"u8, 0x88, 2, 3, 0xE8,
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public void Read_ChunkedInPieces_GivesTheBody(int piece) =>
        Assert.Equal("hello from here 1", ReadAll(new ChunkedStream(Input(Chunked, piece))));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public void Read_WebSocketInPieces_GivesThePayload(int piece) =>
        Assert.Equal("hello again", ReadAll(new WebSocketStream(Input(WebSocket, piece))));

    [Fact]
    public void Read_CutAnywhere_TellsThatItIsOver()
    {
        for (var length = 0; length < WebSocket.Length - 4; length++)
        {
            Assert.Throws<EndOfStreamException>(() => ReadAll(new WebSocketStream(Input(WebSocket[..length], 1000))));
        }
    }

    [Theory]
    [InlineData("hello\r\n")]
    [InlineData("-1\r\n")]
    [InlineData("8000000000000000\r\n")]
    [InlineData("00000000000000000000000000000000000000000000000000000000000000000000000000000000")]
    public void Read_NoChunks_Throws(string text) =>
        Assert.Throws<IOException>(() => ReadAll(new ChunkedStream(Input(Encoding.ASCII.GetBytes(text), 1000))));

    [Theory]
    [InlineData(new byte[] { 0x82, 0x85, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0x82, 127, 0xFF, 0, 0, 0, 0, 0, 0, 0 })]
    public void Read_NoServersFrame_Throws(byte[] bytes) =>
        Assert.Throws<IOException>(() => ReadAll(new WebSocketStream(Input(bytes, 1000))));

    private static InputBuffer Input(byte[] bytes, int piece) => new(new PieceStream(bytes, piece));

    private static string ReadAll(Stream stream)
    {
        using (stream)
        {
            using var reader = new StreamReader(stream, Encoding.ASCII);
            return reader.ReadToEnd();
        }
    }
}
