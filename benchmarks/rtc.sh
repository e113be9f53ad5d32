#!/usr/bin/env bash
# What WebRTC viewers cost: processor time for each SRTP packet, memory, delay within the server, and handshakes a second on one core.
# docs/performance.md tells how to read the lines.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")

viewers=300 seconds=8 pairs=3 bitrate=2000 joins=600 port=29650 build=1 mode=all whep=()
usage() {
    cat <<END
Usage: benchmarks/rtc.sh [forward | delay | bridge | joins] [options]

  forward        a WHIP publisher of noise as H.264 and Opus, watched by WHEP viewers: packets are forwarded; before and after it a bare
                 loop that sends as many (rtc-floor.c)
  delay          the same with 100 viewers, eight of which measure delays
  bridge         an RTMP publisher, watched by WHEP viewers: pictures are cut into packets, sound is transcoded
  joins          WHEP viewers of a stream that nobody publishes: HTTP, ICE and DTLS alone
                 (without any: all)

  --viewers N    forward and bridge: how many ($viewers)
  --joins N      joins: how many ($joins)
  --seconds S    measured time of each round ($seconds)
  --pairs N      rounds ($pairs)
  --bitrate B    pictures in kb/s ($bitrate)
  --gro          the kernel may join datagrams on the viewers' side, so that the server's sends stay uncut on loopback
  --transport-cc viewers offer transport-wide sequence numbers
  --port N       first of the ports that are used ($port)
  --no-build
END
}

while [[ $# -gt 0 ]]; do
    case $1 in
        forward | delay | bridge | joins) mode=$1; shift ;;
        -h | --help) usage; exit ;;
        --no-build) build=0; shift ;;
        --gro | --transport-cc) whep+=("$1"); shift ;;
        --viewers | --joins | --seconds | --pairs | --bitrate | --port) declare "${1#--}=$2"; shift 2 ;;
        *) usage >&2; exit 1 ;;
    esac
done

work=$(mktemp -d)
pids=()
cleanup() {
    ((${#pids[@]} == 0)) || kill "${pids[@]}" 2>/dev/null || true
    wait 2>/dev/null || true
    rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM
ulimit -n "$(ulimit -Hn)"

if ((build)); then
    for project in Srs.Web benchmarks/Srs.Load; do
        dotnet build "$root/$project" --configuration Release --nologo --verbosity quiet
    done
fi
load=(taskset -c 1 dotnet "$here/Srs.Load/bin/Release/net10.0/Srs.Load.dll")
http=http://127.0.0.1:$((port + 1))

# start_srs [settings]: sets srs_pid.
start_srs() {
    taskset -c 0 dotnet "$root/Srs.Web/bin/Release/net10.0/Srs.Web.dll" --contentRoot "$root/Srs.Web/bin/Release/net10.0" \
        --Srs:Rtmp:Listen="127.0.0.1:$port" --Srs:HttpServer:Listen="127.0.0.1:$((port + 1))" --Srs:HttpApi:Listen="127.0.0.1:$((port + 1))" \
        --Srs:RtcServer:Enabled=true --Srs:RtcServer:Listen="127.0.0.1:$((port + 2))" --Srs:RtcServer:Candidate=127.0.0.1 --Srs:RtcServer:Tcp:Enabled=false \
        --Srs:DefaultVhost:Rtc:Enabled=true --Srs:DefaultVhost:Rtc:RtmpToRtc=true --Srs:DefaultVhost:Rtc:RtcToRtmp=false \
        --Srs:DefaultVhost:Hls:Enabled=false --Srs:DefaultVhost:Dash:Enabled=false \
        --Srs:CircuitBreaker:Enabled=false --Logging:LogLevel:Default=Warning "$@" >"$work/srs.log" 2>&1 &
    srs_pid=$!
    pids+=("$srs_pid")
    until curl -sf "$http/healthz" >"$work/health"; do
        kill -0 "$srs_pid" 2>/dev/null || { cat "$work/srs.log" >&2; exit 1; }
        sleep 0.1
    done
}

# publish COMMAND [options]
publish() {
    "${load[@]}" "$@" >"$work/publish.log" 2>&1 &
    pids+=("$!")
    until grep -q 'are being published' "$work/publish.log"; do
        kill -0 "$!" 2>/dev/null || { cat "$work/publish.log" >&2; exit 1; }
        sleep 0.1
    done
}

publish_rtc() { publish whip --url "$http/rtc/v1/whip?app=live&stream=stream" --bitrate "$bitrate" "$@"; }

publish_rtmp() {
    local media=$here/.media/rtc-${bitrate}k.flv
    if [[ ! -s $media ]]; then
        mkdir -p "$here/.media"
        ffmpeg -nostdin -loglevel error -y -f lavfi -i testsrc2=size=1280x720:rate=30 -f lavfi -i sine -t 20 \
            -c:v libx264 -preset veryfast -profile:v baseline -pix_fmt yuv420p -b:v "${bitrate}k" -maxrate "${bitrate}k" -bufsize "${bitrate}k" \
            -x264-params nal-hrd=cbr -g 60 -c:a aac -f flv "$work/media.flv"
        mv "$work/media.flv" "$media"
    fi
    publish publish --url "rtmp://127.0.0.1:$port/live/stream" --file "$media"
}

stop_all() {
    kill "${pids[@]}" 2>/dev/null || true
    wait "${pids[@]}" 2>/dev/null || true
    pids=()
}

# watch NAME VIEWERS [options]: viewers come, watch, and go; their result is told.
watch() {
    echo "$1:"
    "${load[@]}" whep --url "$http/rtc/v1/whep?app=live&stream=stream" --viewers "$2" --seconds "$seconds" --pid "$srs_pid" --cell "$1" --server srs "${whep[@]}" "${@:3}" ||
        (($? == 2))
}

# The first round is not told, but for memory and joins: .NET compiles meanwhile what is used often.
rounds() {
    local i
    watch "$1, cold" "${@:2}" --warmup 8
    for ((i = 1; i <= pairs; i++)); do watch "$1, round $i" "${@:2}"; done
}

# What a bare loop takes that encrypts and sends as many packets, and does nothing else.
run_floor() {
    if ! cc -O2 "$here/rtc-floor.c" -o "$work/floor" -lcrypto -lpthread 2>"$work/cc.log"; then
        echo "No floor to compare with: it needs a C compiler and OpenSSL's headers (Debian: gcc, libssl-dev)." >&2
        return
    fi
    "$work/floor" "$viewers" "$seconds" $([[ " ${whep[*]} " != *" --gro "* ]] || echo gro)
}

run_forward() {
    run_floor
    start_srs
    publish_rtc
    rounds "WHIP to WHEP" "$viewers" --probes 0
    stop_all
    run_floor
}

run_delay() {
    start_srs
    publish_rtc --pace 2.5
    rounds "WHIP to WHEP, paced as a browser does" 100 --packet-delays
    stop_all
}

run_bridge() {
    start_srs
    publish_rtmp
    rounds "RTMP to WHEP" "$viewers" --probes 0
    stop_all
}

run_joins() {
    start_srs
    seconds=1 rounds "joins" "$joins" --handshakes --ramp 0 --warmup 0
    stop_all
}

for each in forward delay bridge joins; do
    [[ $mode != all && $mode != "$each" ]] || "run_$each"
done
