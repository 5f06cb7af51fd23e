#!/bin/sh
# Times whether HEFT's plans for inception graphs end in time: 'pitfall verify', the whole process,
# against a plain z3py encoding of the same question without reading and start-up.
# usage: against-z3py.sh [OPERATORS...]; PYTHON must have z3-solver. Build first: make release
set -eu

cd "$(dirname "$0")/.."
pitfall=${PITFALL:-$(${SWIFT:-swift} build -c release --show-bin-path)/pitfall}
python=${PYTHON:-python3}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

for count in ${*:-50 200 1000 5000}; do
  graph=$folder/$count.graph.json
  plan=$folder/$count.plan.json
  "$python" Benchmarks/make-graph.py "$count" "$graph"
  "$pitfall" plan --strategy heft --model "$graph" --device snapdragon-855 -o "$plan"
  verify="$pitfall verify $plan --obligations deadline --deadline 1000s"
  $verify --smt2 "$folder/$count" > /dev/null
  best=
  for run in 1 2 3; do
    start=$(date +%s%N)
    $verify > /dev/null
    end=$(date +%s%N)
    time=$(((end - start) / 1000))
    if [ -z "$best" ] || [ "$time" -lt "$best" ]; then best=$time; fi
  done
  start=$(date +%s%N)
  "$pitfall" inspect "$graph" > /dev/null
  end=$(date +%s%N)
  reading=$(((end - start) / 1000))
  plain=$("$python" Benchmarks/verify-z3py.py "$folder/$count/deadline.smt2" "$plan")
  echo "$count operators: pitfall $((best / 1000)) ms (reading the model alone" \
    "$((reading / 1000)) ms); z3py, adjacent pairs: $plain s"
  if [ "$count" -le 200 ]; then
    pairs=$("$python" Benchmarks/verify-z3py.py "$folder/$count/deadline.smt2" "$plan" --all-pairs)
    echo "$count operators: z3py, all pairs: $pairs s"
  fi
done
