#!/usr/bin/env bash
# Runs every test project, or those whose name contains the given word:
#   bash tests/run.sh [word]
# Ends with one line "N passed, N failed, N skipped". Exit code 0: all passed; 1: not so (a skipped test and a project
# without tests count as faults); 2: the machine lacks something that could not be installed.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
word="${1:-}"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1

# The headless shell is Chromium without its windows: twice as fast on two cores. CHROMIUM names another browser.
has_chromium() { command -v "${CHROMIUM:-/usr/bin/chromium-headless-shell}" >/dev/null; }
has_postgres() { compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null && compgen -G '/usr/lib/postgresql/*/bin/pg_ctl' >/dev/null; }
has_zones()    { [ -e /usr/share/zoneinfo/Europe/Berlin ]; }

list_missing() {
  has_chromium || echo chromium-headless-shell
  has_postgres || echo postgresql
  has_zones || echo tzdata
}

install_packages() {
  local -a root=()
  if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || return 1
    root=(sudo -n)
  fi
  command -v apt-get >/dev/null || return 1
  echo "Installing: $*"
  # The server package makes and starts a cluster of its own unless told otherwise; the tests bring theirs.
  if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
    "${root[@]}" mkdir -p /etc/postgresql-common
    echo 'create_main_cluster = false' | "${root[@]}" tee /etc/postgresql-common/createcluster.conf >/dev/null
  fi
  local log
  log="$(mktemp)"
  if ! { "${root[@]}" apt-get update -q &&
         "${root[@]}" env DEBIAN_FRONTEND=noninteractive UCF_FORCE_CONFFOLD=1 \
           apt-get install -y -q --no-install-recommends -o Dpkg::Options::=--force-confold "$@"; } >"$log" 2>&1 </dev/null; then
    tail -n 20 "$log"
    rm -f "$log"
    return 1
  fi
  rm -f "$log"
}

if ! command -v dotnet >/dev/null; then
  echo "The tests need the .NET 10 SDK on the PATH: https://dotnet.microsoft.com/download" >&2
  exit 2
fi

mapfile -t missing < <(list_missing)
if [ "${#missing[@]}" -gt 0 ]; then
  install_packages "${missing[@]}" || true
  mapfile -t missing < <(list_missing)
  if [ "${#missing[@]}" -gt 0 ]; then
    echo "The tests need ${missing[*]}. Install as root, then run again:" >&2
    echo "  apt-get install -y --no-install-recommends ${missing[*]}" >&2
    exit 2
  fi
fi

# The tests write thousands of small databases, each commit down to the disk. In memory nothing waits for one; processes that are killed find
# the same bytes there.
if [ -z "${TMPDIR:-}" ] && [ -d /dev/shm ] && [ -w /dev/shm ] && [ "$(df --output=avail -k /dev/shm | tail -n 1)" -gt 4000000 ]; then
  export TMPDIR=/dev/shm
fi

passed=0 failed=0 skipped=0 fault=0
finish() {
  echo "$passed passed, $failed failed, $skipped skipped"
  if [ "$fault" -eq 0 ] && [ "$failed" -eq 0 ] && [ "$skipped" -eq 0 ] && [ "$passed" -gt 0 ]; then exit 0; fi
  exit 1
}

projects=()
for project in tests/*.Tests/*.csproj; do
  [[ "$project" == *"$word"* ]] && projects+=("$project")
done
if [ "${#projects[@]}" -eq 0 ]; then
  echo "No test project has '$word' in its name." >&2
  exit 2
fi

targets=(Dashboard.sln)
[ -n "$word" ] && targets=("${projects[@]}")
results="$(mktemp -d)"
trap 'rm -rf "$results"' EXIT

for target in "${targets[@]}"; do
  if ! { dotnet restore "$target" -v q && dotnet build "$target" --no-restore -nodeReuse:false -v q -nologo; } \
         </dev/null >"$results/build.log" 2>&1; then
    sort -u "$results/build.log"
    echo "Does not build: $target"
    fault=1
    finish
  fi
done

counter() { # name of the attribute of <Counters .../>, file
  sed -n "s/.*<Counters [^>]*\b$1=\"\([0-9]*\)\".*/\1/p" "$2" | head -n 1
}

for project in "${projects[@]}"; do
  name="$(basename "$project" .csproj)"
  started=$SECONDS
  code=0
  dotnet test "$project" --no-build --nologo -v q --logger "console;verbosity=minimal" \
    --logger "trx;LogFileName=$name.trx" --results-directory "$results" </dev/null >"$results/$name.log" 2>&1 || code=$?
  total=0 good=0 bad=0
  if [ -s "$results/$name.trx" ]; then
    total="$(counter total "$results/$name.trx")"
    good="$(counter passed "$results/$name.trx")"
    bad="$(counter failed "$results/$name.trx")"
  fi
  # Everything that neither passed nor failed did not run: skipped, aborted, not reached.
  rest=$((total - good - bad))
  passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + rest))
  if [ "$code" -ne 0 ] || [ "$rest" -gt 0 ] || [ "$total" -eq 0 ]; then
    fault=1
    cat "$results/$name.log"
    [ "$total" -gt 0 ] || echo "$name ran no test at all."
  fi
  echo "$name: $good of $total passed in $((SECONDS - started)) s"
done

finish
