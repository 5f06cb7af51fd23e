#!/usr/bin/env bash
# Compares 'pitfall verify', the whole process, with a plain z3py encoding of the same question,
# without reading and start-up: do HEFT's plans for inception graphs end in time? Seconds of
# processor time, so that other work on the machine matters little.
# usage: against-z3py.sh [OPERATORS...]; PYTHON must have z3-solver; LIMIT is how many seconds z3py
# may take for one question. Build first: make release
set -euo pipefail

cd "$(dirname "$0")/.."
pitfall=${PITFALL:-$(${SWIFT:-swift} build -c release --show-bin-path)/pitfall}
python=${PYTHON:-python3}
limit=${LIMIT:-300}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
TIMEFORMAT=%U

compare() {
  local plain
  plain=$(timeout "$limit" "$python" Benchmarks/verify-z3py.py \
    "$folder/$1/deadline.smt2" "$folder/$1.plan.json" "${@:3}") || plain="over $limit s"
  echo "$plain" | awk -v name="${3:---adjacent-pairs}" -v own="$2" '
    $1 == "over" { print "  z3py " name ": " $0; next }
    { printf "  z3py %s: %s s, %.0f times as long (%s, %s commands)\n", name, $3, $3 / own, $1, $2 }'
}

for count in ${*:-50 200 1000 5000}; do
  graph=$folder/$count.graph.json
  plan=$folder/$count.plan.json
  "$python" Benchmarks/make-graph.py "$count" "$graph"
  "$pitfall" plan --strategy heft --model "$graph" --device snapdragon-855 -o "$plan"
  verify=("$pitfall" verify "$plan" --obligations deadline --deadline 1000s)
  "${verify[@]}" --smt2 "$folder/$count" > /dev/null
  best=
  for run in 1 2 3; do
    time=$({ time "${verify[@]}" > /dev/null; } 2>&1)
    best=$(printf '%s\n%s\n' "$time" "${best:-$time}" | sort -n | head -1)
  done
  reading=$({ time "$pitfall" inspect "$graph" > /dev/null; } 2>&1)
  echo "$count operators: pitfall $best s (reading the model alone $reading s)"
  compare "$count" "$best"
  compare "$count" "$best" --all-pairs
done
