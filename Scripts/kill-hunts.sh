#!/bin/sh
# Kills hunts with SIGKILL at random moments and looks for damage: every case that was stored must
# still be there, whole and replayable, after the next kill, and the hunt must go on where it was.
# Several strategies and properties take turns, so that dozens of cases are stored and replaced.
#
#   Scripts/kill-hunts.sh [kills, default 100] [pitfall, default .build/release/pitfall]
set -eu

cd "$(dirname "$0")/.."
kills=${1:-100}
pitfall=${2:-.build/release/pitfall}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
corpus=$work/cases
mkdir "$corpus"

# Every file that is a case must be one: whole JSON with the format's name.
check() {
  python3 - "$corpus" << 'END'
import json, pathlib, sys
for path in pathlib.Path(sys.argv[1]).glob("[!.]*.json"):
    assert json.loads(path.read_text())["format"] == "pitfall.case/1", path
END
}

attempt=0
while [ "$attempt" -lt "$kills" ]; do
  ls "$corpus" > "$work/before"
  case $((attempt % 4)) in
    0) set -- --strategy heft ;;
    1) set -- --strategy mace ;;
    2) set -- --strategy cpop --property monotonicity ;;
    3) set -- --strategy minmin --against heft ;;
  esac
  "$pitfall" fuzz "$@" --runs 1000000 --seed "$attempt" --no-boxes --corpus "$corpus" \
    > "$work/out" 2>&1 &
  hunt=$!
  sleep "$(awk "BEGIN { srand($attempt); printf \"%.3f\", 0.1 + rand() * 2 }")"
  kill -KILL "$hunt" 2>/dev/null || true
  wait "$hunt" 2>/dev/null || true
  while read -r name; do
    if [ ! -e "$corpus/$name" ]; then
      echo "lost after kill $attempt: $name" >&2
      exit 1
    fi
  done < "$work/before"
  check
  attempt=$((attempt + 1))
done

stored=$(find "$corpus" -name '*.json' ! -name '.*' | wc -l)
if [ "$stored" -eq 0 ]; then
  echo "nothing was stored; the hunts were killed too early" >&2
  exit 1
fi
status=0
"$pitfall" replay "$corpus" --format json > "$work/replay.json" || status=$?
if [ "$status" -gt 1 ]; then
  echo "a stored case cannot be replayed" >&2
  exit 1
fi
echo "$kills kills, $stored cases stored, none lost or damaged"
