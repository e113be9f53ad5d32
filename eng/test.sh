#!/usr/bin/env bash
# Installs what the tests need and runs them all. The last line is the sum: N passed, N failed, N skipped.
set -euo pipefail
cd "$(dirname "$0")/.."

# Program that the tests call, and the Debian or Ubuntu package that brings it.
tools=(
    "ffmpeg ffmpeg"
    "ffprobe ffmpeg"
    "flvmeta flvmeta"
    "rtmpdump rtmpdump"
    "gst-launch-1.0 gstreamer1.0-tools"
    "chromium chromium"
    "promtool prometheus"
    "curl curl"
    "openssl openssl"
    "nginx nginx"
)
# What these need besides: GStreamer's elements and its TLS, letters for the browser, and a second implementation of WebRTC and its ICE.
extras=(gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-bad gstreamer1.0-plugins-ugly gstreamer1.0-libav glib-networking fonts-dejavu-core python3-aiortc python3-aioice)

is_installed() { dpkg-query --show --showformat='${Status}' "$1" 2>/dev/null | grep -q 'ok installed'; }

missing_packages() {
    local entry program package
    for entry in "${tools[@]}"; do
        read -r program package <<<"$entry"
        command -v "$program" >/dev/null || printf '%s\n' "$package"
    done
    if command -v dpkg-query >/dev/null; then
        for package in "${extras[@]}"; do
            is_installed "$package" || printf '%s\n' "$package"
        done
    fi
}

mapfile -t missing < <(missing_packages | sort -u)
if ((${#missing[@]} > 0)) && command -v apt-get >/dev/null && ((EUID == 0)); then
    echo "Installing ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install --yes -qq --no-install-recommends "${missing[@]}" >/dev/null
    mapfile -t missing < <(missing_packages | sort -u)
fi

if ((${#missing[@]} > 0)); then
    echo "The tests need programs that are not installed; these packages of Debian and Ubuntu bring them: ${missing[*]}" >&2
    echo "Install them (as root this script does it itself), or run a part without them: dotnet test Srs.Tests --filter 'Category!=Interop'" >&2
    exit 1
fi

for program in dotnet npm; do
    if ! command -v "$program" >/dev/null; then
        echo "$program is not installed; the tests need the .NET 10 SDK and Node.js 20 or newer." >&2
        exit 1
    fi
done

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
dotnet build Srs.sln --configuration Release --nologo --verbosity quiet -p:RequireWebAssets=true
dotnet pack Srs.Media --configuration Release --no-build --nologo --verbosity quiet --output "$results/packages"
export SRS_PACKAGES="$results/packages"

# A test that hangs is named, and ends the run, after five minutes in which no other has ended.
status=0
dotnet test Srs.Tests --configuration Release --no-build --nologo --blame-hang --blame-hang-timeout 5m --blame-hang-dump-type none \
    --logger "console;verbosity=minimal" --logger "trx;LogFileName=tests.trx" --results-directory "$results" || status=$?

# Adds up the counters of all runners: total, passed, failed.
cat "$results"/*.trx | awk '
    match($0, /<Counters [^>]*/) {
        counters = substr($0, RSTART, RLENGTH)
        total += value(" total"); passed += value(" passed"); failed += value(" failed")
    }
    function value(name) {
        return match(counters, name "=\"[0-9]+\"") ? substr(counters, RSTART + length(name) + 2, RLENGTH - length(name) - 3) + 0 : 0
    }
    END { printf "%d passed, %d failed, %d skipped\n", passed, failed, total - passed - failed }'
exit "$status"
