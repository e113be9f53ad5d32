#!/usr/bin/env bash
# What a reload does to those who watch: delays of a stream's pictures at its viewers, while settings with many virtual hosts are read again and again, and without.
# docs/performance.md tells how to read them.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")

viewers=200 vhosts=1000 seconds=20 pause=1 port=29450
usage() {
    cat <<END
Usage: benchmarks/reload.sh [options]

  --viewers N    viewers, by RTMP ($viewers)
  --vhosts N     virtual hosts in the settings ($vhosts)
  --seconds S    measured time of each run ($seconds)
  --pause S      from reload to reload ($pause)
  --port N       first of the ports that are used ($port)
END
}

while [[ $# -gt 0 ]]; do
    case $1 in
        -h | --help) usage; exit ;;
        --viewers | --vhosts | --seconds | --pause | --port) declare "${1#--}=$2"; shift 2 ;;
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

for project in Srs.Web benchmarks/Srs.Load; do
    dotnet build "$root/$project" --configuration Release --nologo --verbosity quiet
done
load=(dotnet "$here/Srs.Load/bin/Release/net10.0/Srs.Load.dll")
url=rtmp://127.0.0.1:$port/live/stream
ffmpeg -nostdin -loglevel error -y -f lavfi -i testsrc2=size=640x360:rate=25 -f lavfi -i sine -t 20 \
    -c:v libx264 -preset veryfast -tune zerolatency -pix_fmt yuv420p -b:v 1M -g 50 -c:a aac -f flv "$work/media.flv"

# write CHUNK_SIZE: the settings, one virtual host with another chunk size each time.
write() {
    {
        echo "listen 127.0.0.1:$port; daemon off; srs_log_tank console; srs_log_level_v2 info; pid $work/srs.pid; circuit_breaker { enabled off; }"
        echo "vhost __defaultVhost__ { play { mw_latency 0; } }"
        for ((i = 0; i < vhosts; i++)); do
            echo "vhost v$i.example { chunk_size $((i == vhosts / 2 ? $1 : 4096)); play { gop_cache off; } http_remux { enabled on; mount [vhost]/[app]/[stream].flv; } }"
        done
    } >"$work/next.conf"
    mv "$work/next.conf" "$work/srs.conf"
}

reload_forever() {
    for ((n = 0; ; n++)); do
        write $((5000 + n % 1000))
        kill -HUP "$server"
        sleep "$pause"
    done
}

measure() {
    echo "$1:"
    "${load[@]}" play --url "$url" --viewers "$viewers" --seconds "$seconds" --probes 8 --pid "$server" --cell "$1" --server srs || true
}

write 4096
dotnet "$root/Srs.Web/bin/Release/net10.0/Srs.Web.dll" -c "$work/srs.conf" >"$work/log" 2>&1 &
server=$!
pids+=("$server")
for ((i = 0; i < 300; i++)); do (: </dev/tcp/127.0.0.1/"$port") 2>/dev/null && break; sleep 0.1; done
"${load[@]}" publish --url "$url" --file "$work/media.flv" >"$work/publisher" 2>&1 &
pids+=($!)
sleep 2

"${load[@]}" play --url "$url" --viewers "$viewers" --seconds 5 >/dev/null || true
measure "without reloads"
reload_forever &
pids+=($!)
sleep 5
measure "with a reload every $pause s"
grep -c 'settings changed' "$work/log" | sed 's/$/ reloads/'
grep -E '\[(WARN|ERROR)\]' "$work/log" | sort | uniq -c | head || true
