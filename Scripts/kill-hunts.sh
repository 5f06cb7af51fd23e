#!/bin/sh
# Kills a hunt with SIGKILL at random moments and looks for damage: every case that was stored must
# still be there, whole and replayable, when the next hunt has been killed.
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

attempt=0
while [ "$attempt" -lt "$kills" ]; do
  ls "$corpus" > "$work/before"
  "$pitfall" fuzz --strategy heft --runs 1000000 --seed "$attempt" --corpus "$corpus" \
    > "$work/out" 2>&1 &
  hunt=$!
  sleep "$(awk "BEGIN { srand($attempt); printf \"%.3f\", 0.05 + rand() * 0.95 }")"
  kill -KILL "$hunt" 2>/dev/null || true
  wait "$hunt" 2>/dev/null || true
  while read -r name; do
    if [ ! -e "$corpus/$name" ]; then
      echo "lost after kill $attempt: $name" >&2
      exit 1
    fi
  done < "$work/before"
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
