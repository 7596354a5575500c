#!/usr/bin/env bash
# From a fresh Debian 12 to a running host:
#   ./bootstrap.sh run manifests/quickstart.toml   install what is missing, build, run a campaign
#   ./bootstrap.sh test                            build everything, run all tests
#   ./bootstrap.sh build                           build only
#   ./bootstrap.sh ANYTHING ELSE                   is passed on to ophamin-host
# Later calls rebuild nothing that did not change.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
build=$root/build

packages=(
  git cmake ninja-build g++ ccache python3 pkg-config
  libboost1.81-dev libboost-json1.81-dev libssl-dev libfmt-dev
  libtomlplusplus-dev libcli11-dev libvalijson-dev libsimdjson-dev doctest-dev
  libeigen3-dev libgsl-dev libsqlite3-dev
  zlib1g-dev libarchive-dev libgit2-dev libcurl4-openssl-dev libgmime-3.0-dev
)

say() { printf '%s\n' "$*" >&2; }

install_missing() {
  local stamp="$build/.packages" wanted missing=() name
  wanted=$(printf '%s\n' "${packages[@]}")
  [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && return
  for name in "${packages[@]}"; do
    dpkg-query -W -f '${Status}\n' "$name" 2>/dev/null | grep -q '^install ok installed$' || missing+=("$name")
  done
  if [ ${#missing[@]} -gt 0 ]; then
    say "These packages are missing and will be installed: ${missing[*]}"
    local as_root=()
    if [ "$(id -u)" != 0 ]; then
      command -v sudo >/dev/null || { say "Run as root: apt-get install ${missing[*]}"; exit 1; }
      as_root=(sudo)
    fi
    "${as_root[@]}" apt-get update -q >&2
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}" >&2
  fi
  mkdir -p "$build"
  printf '%s\n' "$wanted" > "$stamp"
}

configure() {
  [ -f "$build/build.ninja" ] || cmake -S "$root" --preset release >&2
}

# Quiet when there is nothing to do; the log of a failure is shown whole.
build_target() {
  if [ -t 2 ]; then
    ninja -C "$build" --quiet "$@" >&2
  else
    ninja -C "$build" "$@" >"$build/build.log" 2>&1 || { cat "$build/build.log" >&2; exit 1; }
  fi
}

command=${1:-help}
case "$command" in
  help|-h|--help)
    sed -n '2,7s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
    ;;
  build)
    install_missing; configure; build_target all
    ;;
  test)
    shift
    install_missing; configure; build_target all
    exec ctest --test-dir "$build" --output-on-failure --no-tests=error -j "$(nproc)" "$@"
    ;;
  *)
    install_missing; configure; build_target ophamin_run
    exec "$build/bin/ophamin-host" "$@"
    ;;
esac
