#!/usr/bin/env bash
# What it costs to serve many viewers: the server, a bare loop (floor.cpp) and nginx with its RTMP module, one after another, again and again.
# docs/performance.md tells how to read the tables.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")

usage() {
    cat <<'END'
Usage: benchmarks/load.sh [MODE] [options]

Modes
  table             the server against the floor and nginx (default)
  cores             two workers on two cores against one on one
  scale             many viewers against few
  soak-players      10,000 viewers of one stream of 200 kb/s for 5 minutes
  soak-publishers   4,500 publishers of 50 kb/s for 5 minutes

Options
  --protocols LIST  rtmp,flv; also rtmps,https,ws,wss
  --viewers LIST    500,1000,2000,4000; cores: 1000; scale: 500,4000
  --merges LIST     frame,100,350: milliseconds for which the server gathers pictures; also auto
  --pairs N         rounds of each (1); targets are judged by 9
  --seconds S       measured time of each run (10; soak: 300)
  --publishers K    soak-publishers: how many (4500)
  --server-cpus L   cores of the server, as taskset has them (the first)
  --load-cpus L     cores of the generator (the others)
  --no-floor, --no-nginx, --no-build
  --port N          first of the ports that are used (29350)
  --results FILE    keep the results, one JSON object a line
  --smoke           20 viewers for 2 s, frame and 100 ms: does it work?
END
}

die() { echo "load.sh: $*" >&2; exit 1; }

# --- options ---------------------------------------------------------------------------------------------------------------------

mode=table
if [[ $# -gt 0 && $1 != -* ]]; then mode=$1; shift; fi
protocols=rtmp,flv viewers= merges= pairs=1 seconds= publishers=4500 server_cpus= load_cpus= results= prime=5 port=29350 faults=0
with_floor=1 with_nginx=1 with_build=1 is_smoke=0
while [[ $# -gt 0 ]]; do
    case $1 in
        --no-floor) with_floor=0; shift; continue ;;
        --no-nginx) with_nginx=0; shift; continue ;;
        --no-build) with_build=0; shift; continue ;;
        --smoke) is_smoke=1; shift; continue ;;
        -h | --help) usage; exit ;;
    esac
    [[ $# -ge 2 ]] || die "$1 needs a value, or is no option; see --help"
    case $1 in
        --protocols) protocols=$2 ;;
        --viewers) viewers=$2 ;;
        --merges) merges=$2 ;;
        --pairs) pairs=$2 ;;
        --seconds) seconds=$2 ;;
        --publishers) publishers=$2 ;;
        --server-cpus) server_cpus=$2 ;;
        --load-cpus) load_cpus=$2 ;;
        --port) port=$2 ;;
        --results) results=$2 ;;
        *) die "$1 is no option; see --help" ;;
    esac
    shift 2
done
if ((is_smoke)); then viewers=20 merges=${merges:-frame,100} seconds=2 prime=1 publishers=20; fi
case $mode in soak-*) seconds=${seconds:-300} ;; *) seconds=${seconds:-10} ;; esac
for number in "$pairs" "$seconds" "$publishers" "$port"; do
    [[ $number =~ ^[1-9][0-9]{0,5}$ ]] || die "'$number' has to be a whole number from 1 on"
done

# --- what there is ---------------------------------------------------------------------------------------------------------------

[[ $(uname) == Linux ]] || die "needs Linux: it reads /proc and pins to cores"
for program in dotnet ffmpeg taskset; do
    command -v "$program" >/dev/null || die "$program is not installed"
done
if ((with_floor)) && ! command -v g++ >/dev/null; then
    echo "g++ is not installed: no floor to compare with." >&2
    with_floor=0
fi
rtmp_module=$(find /usr/lib/nginx /usr/lib64/nginx /usr/share/nginx -name ngx_rtmp_module.so -print -quit 2>/dev/null || true)
if ((with_nginx)) && { ! command -v nginx >/dev/null || [[ -z $rtmp_module ]]; }; then
    echo "nginx or its RTMP module is not installed (Debian: nginx-light, libnginx-mod-rtmp): left out." >&2
    with_nginx=0
fi

ulimit -n "$(ulimit -Hn)"
mapfile -t cpus < <(taskset -pc $$ | sed 's/.*: //' | tr ',' '\n' | awk -F- '{ for (i = $1; i <= ($2 == "" ? $1 : $2); i++) print i }')
if [[ -z $server_cpus ]]; then server_cpus=${cpus[0]}; fi
if [[ -z $load_cpus ]]; then
    load_cpus=$(IFS=,; echo "${cpus[*]:1}")
    if [[ -z $load_cpus ]]; then
        echo "One core only: server and generator share it, so delays say little." >&2
        load_cpus=$server_cpus
    fi
fi

work=$(mktemp -d)
pids=()
cleanup() {
    ((${#pids[@]} == 0)) || kill "${pids[@]}" 2>/dev/null || true
    wait 2>/dev/null || true
    rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM
results=${results:-$work/results.jsonl}
touch "$results"

if ((with_build)); then
    for project in Srs.Web benchmarks/Srs.Load; do
        dotnet build "$root/$project" --configuration Release --nologo --verbosity quiet
    done
fi
load=(taskset -c "$load_cpus" dotnet "$here/Srs.Load/bin/Release/net10.0/Srs.Load.dll")
((with_floor == 0)) || g++ -O2 -std=c++17 -o "$work/floor" "$here/floor.cpp"

# --- media -----------------------------------------------------------------------------------------------------------------------

# make_media NAME SIZE RATE VIDEO AUDIO SAMPLES: a minute of H.264 with a key frame every 2 s, and AAC; kept for the next run.
make_media() {
    media=$here/.media/$1.flv
    [[ -s $media ]] && return
    mkdir -p "$here/.media"
    ffmpeg -nostdin -hide_banner -loglevel error -y -f lavfi -i "testsrc2=size=$2:rate=$3" -f lavfi -i "sine=frequency=440:sample_rate=$6" -t 60 \
        -c:v libx264 -preset veryfast -tune zerolatency -pix_fmt yuv420p -b:v "$4" -maxrate "$4" -bufsize "$4" -g $((2 * $3)) -sc_threshold 0 \
        -c:a aac -b:a "$5" -f flv "$work/media.flv"
    mv "$work/media.flv" "$media"
}

# --- servers ---------------------------------------------------------------------------------------------------------------------

next_port() { port=$((port + 1)); }

wait_for_port() {
    local i
    for ((i = 0; i < 300; i++)); do
        if (: </dev/tcp/127.0.0.1/"$1") 2>/dev/null; then return; fi
        kill -0 "$2" 2>/dev/null || die "a server ended: $(tail -n 3 "$3")"
        sleep 0.1
    done
    die "nothing listens on port $1: $(tail -n 3 "$3")"
}

# start CPUS COMMAND...: in the background, its output in a file; sets pid.
start() {
    log=$work/$((${#pids[@]} + 1)).log
    taskset -c "$1" "${@:2}" >"$log" 2>&1 &
    pid=$!
    pids+=("$pid")
}

stop() {
    kill "$1" 2>/dev/null || true
    wait "$1" 2>/dev/null || true
    local i
    for i in "${!pids[@]}"; do
        if [[ ${pids[i]} == "$1" ]]; then unset 'pids[i]'; fi
    done
    pids=("${pids[@]}")
}

stop_all() {
    while ((${#pids[@]} > 0)); do stop "${pids[-1]}"; done
}

# start_srs CPUS MERGE: sets srs_pid and the ports.
start_srs() {
    local latency=()
    case $2 in
        frame) latency=(--Srs:DefaultVhost:Play:MwLatency=00:00:00) ;;
        auto) ;;
        *) latency=("--Srs:DefaultVhost:Play:MwLatency=${2}ms") ;;
    esac
    next_port; rtmp_port=$port
    next_port; http_port=$port
    next_port; rtmps_port=$port
    next_port; https_port=$port
    start "$1" dotnet "$root/Srs.Web/bin/Release/net10.0/Srs.Web.dll" --contentRoot "$root/Srs.Web/bin/Release/net10.0" \
        --Srs:Rtmp:Listen="127.0.0.1:$rtmp_port" --Srs:HttpServer:Listen="127.0.0.1:$http_port" --Srs:HttpApi:Listen="127.0.0.1:$http_port" \
        --Srs:Tls:SelfSigned=true --Srs:Rtmps:Listen="127.0.0.1:$rtmps_port" \
        --Srs:HttpServer:Https:Listen="127.0.0.1:$https_port" --Srs:HttpApi:Https:Listen="127.0.0.1:$https_port" \
        --Srs:DefaultVhost:Hls:Enabled=false --Srs:DefaultVhost:Dash:Enabled=false \
        --Srs:RtcServer:Enabled=false --Srs:CircuitBreaker:Enabled=false --Logging:LogLevel:Default=Warning "${latency[@]}"
    srs_pid=$pid
    wait_for_port "$rtmp_port" "$pid" "$log"
}

start_floor() {
    next_port; floor_port=$port
    local merge=$1
    [[ $merge =~ ^[0-9]+$ ]] || merge=0
    start "$server_cpus" "$work/floor" --file "$media" --port "$floor_port" --merge "$merge"
    floor_pid=$pid
    wait_for_port "$floor_port" "$pid" "$log"
}

start_nginx() {
    next_port; nginx_port=$port
    cat >"$work/nginx.conf" <<END
daemon off;
master_process off;
pid $work/nginx.pid;
error_log $work/nginx.log warn;
load_module $rtmp_module;
worker_rlimit_nofile $(ulimit -n);
events { worker_connections 16384; }
rtmp { server { listen 127.0.0.1:$nginx_port; application live { live on; } } }
END
    start "$server_cpus" nginx -p "$work" -c "$work/nginx.conf" -e "$work/nginx.log"
    nginx_pid=$pid
    wait_for_port "$nginx_port" "$pid" "$work/nginx.log"
}

# publish PORT [STREAM] [options]: the media, as one stream or as many; sets publisher_pid and publisher_log.
publish() {
    start "$load_cpus" "${load[@]:3}" publish --url "rtmp://127.0.0.1:$1/live/${2:-stream}" --file "$media" "${@:3}"
    publisher_pid=$pid publisher_log=$log
    local i
    for ((i = 0; i < 3000; i++)); do # thousands connect one after another
        if grep -q 'are being published' "$log"; then return; fi
        kill -0 "$pid" 2>/dev/null || die "the publisher ended: $(tail -n 3 "$log")"
        sleep 0.1
    done
    die "the publisher does not begin: $(tail -n 3 "$log")"
}

url_of() {
    case $1 in
        rtmp) echo "rtmp://127.0.0.1:$rtmp_port/live/stream" ;;
        rtmps) echo "rtmps://127.0.0.1:$rtmps_port/live/stream" ;;
        flv) echo "http://127.0.0.1:$http_port/live/stream.flv" ;;
        https) echo "https://127.0.0.1:$https_port/live/stream.flv" ;;
        ws) echo "ws://127.0.0.1:$http_port/live/stream.flv" ;;
        wss) echo "wss://127.0.0.1:$https_port/live/stream.flv" ;;
        *) die "'$1' is no protocol; there are rtmp, flv, rtmps, https, ws, wss" ;;
    esac
}

# --- measuring -------------------------------------------------------------------------------------------------------------------

# warm_up CELL SERVER PID URL VIEWERS: a few viewers, then all of them: .NET compiles what is used often once more, and that costs as much
# as serving 1000 viewers for some seconds. The memory of the server is measured here, the first time that it has so many viewers.
warm_up() {
    "${load[@]}" play --url "$4" --viewers 50 --seconds "$prime" --warmup 0 --json >/dev/null || true
    measure "$@" --cold --seconds "$((3 * prime))"
}

# measure CELL SERVER PID URL VIEWERS [options]
measure() {
    local options=("${@:6}")
    ((${#options[@]} > 0)) || options=(--seconds "$seconds")
    "${load[@]}" play --url "$4" --viewers "$5" --pid "$3" --cell "$1" --server "$2" "${options[@]}" --json >"$work/result" || {
        (($? == 2)) || die "the generator failed"
        faults=$((faults + 1))
    }
    cat "$work/result" >>"$results"
    cat "$work/result" >>"$work/now.jsonl"
    [[ " ${options[*]} " != *" --cold "* ]] || return 0
    printf '%s %-28s %-14s %s\n' "$(date +%T)" "$1" "$2" "$(sed -E 's/.*"cpuPerGigabyte":([0-9.]*).*/\1/' "$work/result" | cut -c 1-6) CPU-s/GB" >&2
}

report() {
    echo
    "${load[@]}" report "$work/now.jsonl" --against "$1"
}

# table_cell PROTOCOL VIEWERS MERGE
table_cell() {
    local cell="$1 $2 $3" url round order server has_nginx=0
    start_srs "$server_cpus" "$3"
    publish "$rtmp_port"
    url=$(url_of "$1")
    warm_up "$cell" srs "$srs_pid" "$url" "$2"
    ((with_floor == 0)) || start_floor "$3"

    # nginx knows no merge, so once for each number of viewers is enough.
    if ((with_nginx)) && [[ $1 == rtmp && $3 == "${merge_list[-1]}" ]]; then
        has_nginx=1
        start_nginx
        publish "$nginx_port"
    fi

    for ((round = 0; round < pairs; round++)); do
        order="srs floor nginx"
        ((round % 2 == 0)) || order="nginx floor srs"
        for server in $order; do
            case $server in
                srs) measure "$cell" srs "$srs_pid" "$url" "$2" ;;
                floor) ((with_floor == 0)) || measure "$cell" floor "$floor_pid" "http://127.0.0.1:$floor_port/live/stream.flv" "$2" ;;
                nginx) ((has_nginx == 0)) || measure "$cell" nginx "$nginx_pid" "rtmp://127.0.0.1:$nginx_port/live/stream" "$2" ;;
            esac
        done
    done

    stop_all
}

run_table() {
    local protocol count merge
    IFS=, read -ra protocol_list <<<"$protocols"
    IFS=, read -ra viewer_list <<<"${viewers:-500,1000,2000,4000}"
    IFS=, read -ra merge_list <<<"${merges:-frame,100,350}"
    for protocol in "${protocol_list[@]}"; do
        for count in "${viewer_list[@]}"; do
            for merge in "${merge_list[@]}"; do
                table_cell "$protocol" "$count" "$merge"
            done
        done
    done
    report floor
}

# Adds what the workers tell of themselves to a file, each second.
watch_workers() {
    while sleep 1; do
        curl --silent --max-time 2 "http://127.0.0.1:$1/api/v1/summaries" | grep -o '"egress":\[[^]]*\]' >>"$2" || true
    done
}

# What two workers told while all viewers were there: their mean loads, and by how much these differ.
summarise_workers() {
    tr -dc '0-9.,\n' <"$1" | awk -F, -v viewers="$2" '
        NF >= 6 && $1 + $4 == viewers { n++; a += $2; b += $5; va = $1; vb = $4 }
        END {
            if (n == 0) { print "The workers told nothing while all viewers were there."; exit }
            most = a > b ? a : b
            least = a > b ? b : a
            apart = most == 0 ? 0 : 100 * (most - least) / most
            printf "Two workers: %d and %d viewers, loads %.3f and %.3f, apart by %.1f %%.\n", va, vb, a / n, b / n, apart
        }'
}

run_cores() {
    ((${#cpus[@]} >= 2)) || die "cores needs two cores"
    command -v curl >/dev/null || die "curl is not installed"
    ((${#cpus[@]} > 2)) || echo "Two cores only: the generator shares one with the second worker, which makes that worker's work dearer." >&2
    local protocol count merge round
    for protocol in ${protocols//,/ }; do
        for count in $(tr ',' ' ' <<<"${viewers:-1000}"); do
            for merge in $(tr ',' ' ' <<<"${merges:-frame,100,350}"); do
                start_srs "${cpus[0]}" "$merge"
                publish "$rtmp_port"
                local one=$srs_pid one_url; one_url=$(url_of "$protocol")
                start_srs "${cpus[0]},${cpus[1]}" "$merge"
                publish "$rtmp_port"
                local two=$srs_pid two_url; two_url=$(url_of "$protocol")
                warm_up "$protocol $count $merge" "one worker" "$one" "$one_url" "$count"
                warm_up "$protocol $count $merge" "two workers" "$two" "$two_url" "$count"
                : >"$work/workers"
                for ((round = 0; round < pairs; round++)); do
                    measure "$protocol $count $merge" "one worker" "$one" "$one_url" "$count"
                    watch_workers "$http_port" "$work/workers" &
                    local watcher=$!
                    measure "$protocol $count $merge" "two workers" "$two" "$two_url" "$count"
                    kill "$watcher"
                    wait "$watcher" 2>/dev/null || true
                done
                echo "$protocol $count $merge: $(summarise_workers "$work/workers" "$count")"
                stop_all
            done
        done
    done
    report "one worker"
}

run_scale() {
    local protocol merge round count url
    local counts=${viewers:-500,4000}
    for protocol in ${protocols//,/ }; do
        for merge in $(tr ',' ' ' <<<"${merges:-frame,100,350}"); do
            start_srs "$server_cpus" "$merge"
            publish "$rtmp_port"
            url=$(url_of "$protocol")
            warm_up "$protocol $merge" "${counts%%,*} viewers" "$srs_pid" "$url" "${counts%%,*}"
            for ((round = 0; round < pairs; round++)); do
                for count in ${counts//,/ }; do
                    measure "$protocol $merge" "$count viewers" "$srs_pid" "$url" "$count"
                done
            done
            stop_all
        done
    done
    report "${counts%%,*} viewers"
}

# fitting COUNT: COUNT, or what the open-file limit carries.
fitting() {
    local most=$(($(ulimit -n) - 1000))
    if (($1 <= most)); then echo "$1"; return; fi
    echo "The open-file limit of $(ulimit -n) carries $most, not $1; root raises it with ulimit -Hn." >&2
    echo "$most"
}

run_soak_players() {
    local protocol count
    count=$(fitting "${viewers:-10000}")
    for protocol in ${protocols//,/ }; do
        start_srs "$server_cpus" "${merges:-auto}"
        publish "$rtmp_port"
        measure "$protocol $count ${merges:-auto}" srs "$srs_pid" "$(url_of "$protocol")" "$count"
        stop_all
    done
    report none
}

run_soak_publishers() {
    local count
    count=$(fitting "$publishers")
    start_srs "$server_cpus" auto
    local before; before=$(awk '/VmRSS/ { print $2 }' "/proc/$srs_pid/status")
    publish "$rtmp_port" "stream{i}" --streams "$count" --gather-ms 100
    "${load[@]}" play --url "rtmp://127.0.0.1:$rtmp_port/live/stream{i}" --streams "$count" --viewers 50 --probes 50 --seconds "$seconds" \
        --pid "$srs_pid" --cell "viewers of 50 of $count streams" --server srs || true
    awk -v before="$before" -v n="$count" '/VmRSS/ { printf "Memory of the server: %.1f kB a publisher.\n", ($2 - before) * 1.024 / n }' "/proc/$srs_pid/status"
    local publisher=$publisher_pid
    kill "$publisher"
    wait "$publisher" || true
    cat "$publisher_log"
}

# --- run -------------------------------------------------------------------------------------------------------------------------

# Media of 1 Mb/s, 200 kb/s and 50 kb/s.
case $mode in
    table | cores | scale) make_media 1000k 1280x720 25 900k 96k 44100 ;;
    soak-players) make_media 200k 640x360 25 150k 48k 44100 ;;
    soak-publishers) make_media 50k 320x180 10 32k 16k 22050 ;;
    *) die "'$mode' is no mode; see --help" ;;
esac
"run_${mode//-/_}"
((is_smoke == 0 || faults == 0)) || die "not all viewers got everything"
