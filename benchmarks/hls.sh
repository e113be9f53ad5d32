#!/usr/bin/env bash
# What HLS and DASH cost: processor time of cutting many streams into segments, and requests for segments a second, against nginx with the same files in memory.
# docs/performance.md tells how to read the tables.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")

streams=50 seconds=20 pairs=9 port=29550 build=1 mode=all
usage() {
    cat <<END
Usage: benchmarks/hls.sh [cut | serve] [options]

  cut            streams of 5 Mb/s that nobody watches, with and without HLS and DASH
  serve          segments and playlists by HTTP from one core, in turns with nginx
                 (without either: both)

  --streams N    cut: how many ($streams)
  --seconds S    cut: measured time of each run ($seconds); serve: a quarter of it
  --pairs N      serve: rounds ($pairs)
  --port N       first of the ports that are used ($port)
  --no-build
END
}

while [[ $# -gt 0 ]]; do
    case $1 in
        cut | serve) mode=$1; shift ;;
        -h | --help) usage; exit ;;
        --no-build) build=0; shift ;;
        --streams | --seconds | --pairs | --port) declare "${1#--}=$2"; shift 2 ;;
        *) usage >&2; exit 1 ;;
    esac
done

work=$(mktemp -d "${XDG_RUNTIME_DIR:-/dev/shm}/srs-hls.XXXXXX")
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
load=(dotnet "$here/Srs.Load/bin/Release/net10.0/Srs.Load.dll")
media=$here/.media/5000k.flv
if [[ ! -s $media ]]; then
    mkdir -p "$here/.media"
    ffmpeg -nostdin -loglevel error -y -f lavfi -i testsrc2=size=1280x720:rate=25 -f lavfi -i sine -t 20 \
        -c:v libx264 -preset veryfast -tune zerolatency -pix_fmt yuv420p -b:v 5M -maxrate 5M -bufsize 5M -x264-params nal-hrd=cbr -g 50 -c:a aac -f flv "$work/media.flv"
    mv "$work/media.flv" "$media"
fi

# start_srs [settings]: sets srs_pid.
start_srs() {
    taskset -c 0 dotnet "$root/Srs.Web/bin/Release/net10.0/Srs.Web.dll" --contentRoot "$root/Srs.Web/bin/Release/net10.0" \
        --Srs:Rtmp:Listen="127.0.0.1:$port" --Srs:HttpServer:Listen="127.0.0.1:$((port + 1))" --Srs:HttpApi:Listen="127.0.0.1:$((port + 1))" \
        --Srs:RtcServer:Enabled=false --Srs:CircuitBreaker:Enabled=false --Logging:LogLevel:Default=Warning "$@" >"$work/srs.log" 2>&1 &
    srs_pid=$!
    pids+=("$srs_pid")
    until curl -sf "http://127.0.0.1:$((port + 1))/healthz" >"$work/health"; do
        kill -0 "$srs_pid" 2>/dev/null || { cat "$work/srs.log" >&2; exit 1; }
        sleep 0.1
    done
}

# publish STREAM [options]
publish() {
    taskset -c 1 "${load[@]}" publish --url "rtmp://127.0.0.1:$port/live/$1" --file "$media" "${@:2}" >"$work/publish.log" 2>&1 &
    pids+=("$!")
    until grep -q 'are being published' "$work/publish.log"; do
        kill -0 "$!" 2>/dev/null || { cat "$work/publish.log" >&2; exit 1; }
        sleep 0.1
    done
}

stop_all() {
    kill "${pids[@]}" 2>/dev/null || true
    wait "${pids[@]}" 2>/dev/null || true
    pids=()
}

# Processor time of the server so far, in ms.
cpu_of() { awk -v hz="$(getconf CLK_TCK)" '{ sub(/.*\) /, ""); print ($12 + $13) * 1000 / hz }' "/proc/$1/stat"; }

# cut NAME [settings]
cut_streams() {
    local name=$1 before after rss
    start_srs "${@:2}"
    publish "stream{i}" --streams "$streams"
    sleep 15 # .NET has compiled by then what is used often
    before=$(cpu_of "$srs_pid")
    sleep "$seconds"
    after=$(cpu_of "$srs_pid")
    rss=$(awk '/VmRSS/ { print $2 / 1024 }' "/proc/$srs_pid/status")
    awk -v name="$name" -v n="$streams" -v s="$seconds" -v ms="$(awk -v a="$after" -v b="$before" 'BEGIN { print a - b }')" -v rss="$rss" \
        'BEGIN { printf "%-28s %6.1f %% of a core, %5.2f %% a stream, %5.0f MB\n", name, ms / s / 10, ms / s / 10 / n, rss }'
    stop_all
}

run_cut() {
    local off=(--Srs:DefaultVhost:Hls:Enabled=false --Srs:DefaultVhost:Dash:Enabled=false)
    echo "$streams streams of 5 Mb/s, nobody watches:"
    cut_streams "not cut" "${off[@]}"
    cut_streams "MPEG-TS" "${off[1]}" --Srs:DefaultVhost:Hls:HlsLowLatency=false
    cut_streams "fragmented MP4" "${off[1]}" --Srs:DefaultVhost:Hls:HlsUseFmp4=true
    cut_streams "both, HLS and DASH (default)"
}

# rate URL: requests a second.
rate() {
    taskset -c 1 wrk --threads 1 --connections 64 --duration "$((seconds / 4))s" "$1" >"$work/wrk"
    ! grep -q 'Non-2xx\|Socket errors' "$work/wrk" || { cat "$work/wrk" >&2; exit 1; }
    awk '/Requests\/sec/ { print $2 }' "$work/wrk"
}

# warm_up URL: for as long as .NET compiles what is used often.
warm_up() { taskset -c 1 wrk --threads 1 --connections 64 --duration 10s "$1" >"$work/wrk"; }

# serve NAME PATH FILE
serve() {
    local i ours theirs
    : >"$work/rates"
    for ((i = 0; i < pairs; i++)); do
        ours=$(rate "http://127.0.0.1:$((port + 1))$2")
        theirs=$(rate "http://127.0.0.1:$((port + 2))/$3")
        echo "$ours $theirs" >>"$work/rates"
    done
    awk '{ print $1 / $2, $1, $2 }' "$work/rates" | sort -n | awk -v name="$1" -v size="$(stat -c %s "$work/www/$3")" '
        { ratio[NR] = $1; a[NR] = $2; b[NR] = $3 }
        END { m = int((NR + 1) / 2); printf "%-10s %8d bytes: %8.0f requests/s, nginx %8.0f: %.2f [%.2f-%.2f]\n", name, size, a[m], b[m], ratio[m], ratio[1], ratio[NR] }'
}

run_serve() {
    for program in nginx wrk; do
        command -v "$program" >"$work/which" || { echo "$program is not installed." >&2; exit 1; }
    done
    start_srs --Srs:DefaultVhost:Hls:HlsCtx=false
    publish stream
    local base=http://127.0.0.1:$((port + 1))/live segment
    sleep 12
    mkdir "$work/www"
    curl -sf "$base/stream.m3u8" >"$work/www/stream.m3u8"
    segment=$(grep -v '^#' "$work/www/stream.m3u8" | tail -n 1)
    curl -sf "$base/$(basename "$segment")" >"$work/www/segment.ts"
    cat >"$work/nginx.conf" <<END
daemon off;
master_process off;
pid $work/nginx.pid;
error_log $work/nginx.log warn;
worker_rlimit_nofile $(ulimit -n);
events { worker_connections 1024; }
http { access_log off; sendfile on; tcp_nopush on; open_file_cache max=100; keepalive_requests 1000000000; server { listen 127.0.0.1:$((port + 2)); root $work/www; } }
END
    taskset -c 0 nginx -p "$work" -c "$work/nginx.conf" -e "$work/nginx.log" &
    pids+=("$!")
    warm_up "$base/stream.m3u8"
    warm_up "$base/$(basename "$segment")"
    echo "Server and nginx on one core, wrk with 64 connections on another:"
    serve playlist /live/stream.m3u8 stream.m3u8
    serve segment "/live/$(basename "$segment")" segment.ts
    stop_all
}

[[ $mode == serve ]] || run_cut
[[ $mode == cut ]] || run_serve
