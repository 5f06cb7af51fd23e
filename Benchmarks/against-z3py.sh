#!/usr/bin/env bash
# Compares 'pitfall verify' with a plain z3py encoding of the same question: do HEFT's plans for
# inception graphs end in time? Whole process against whole process, and the question alone, from the
# plan to the answer, without start-up and reading (VerifyingClock). Seconds of processor time, so
# that other work on the machine matters little.
# usage: against-z3py.sh [OPERATORS...]; PYTHON must have z3-solver; LIMIT is how many seconds z3py
# may take for one question. Build first: make release, then
# PITFALL_BENCHMARKS=1 swift build -c release --product VerifyingClock
set -euo pipefail

cd "$(dirname "$0")/.."
pitfall=${PITFALL:-$(${SWIFT:-swift} build -c release --show-bin-path)/pitfall}
clock=${CLOCK:-$(dirname "$pitfall")/VerifyingClock}
python=${PYTHON:-python3}
limit=${LIMIT:-300}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
TIMEFORMAT=%U

# What a command takes, the mean of 20 runs.
mean() {
  local total
  total=$({ time for _ in {1..20}; do "$@" > /dev/null; done; } 2>&1)
  awk -v total="$total" 'BEGIN { printf "%.4f", total / 20 }'
}

# compare OPERATORS PROCESS QUESTION [--all-pairs], with what Pitfall takes.
compare() {
  local whole
  whole=$({ time timeout "$limit" "$python" Benchmarks/verify-z3py.py \
    "$folder/$1/deadline.smt2" "$folder/$1.plan.json" "${@:4}" > "$folder/answer"; } 2>&1) || true
  echo "$(cat "$folder/answer") $whole" | awk -v name="${4:---adjacent-pairs}" -v limit="$limit" \
    -v process="$2" -v question="$3" '
    NF < 4 { print "  z3py " name ": over " limit " s"; next }
    { printf "  z3py %s: process %s s, %.0f times as long; question %s s, %.0f times", \
        name, $4, $4 / process, $3, $3 / question
      printf " (%s, %s commands)\n", $1, $2 }'
}

for count in ${*:-50 200 1000 5000}; do
  graph=$folder/$count.graph.json
  plan=$folder/$count.plan.json
  "$python" Benchmarks/make-graph.py "$count" "$graph"
  "$pitfall" plan --strategy heft --model "$graph" --device snapdragon-855 -o "$plan"
  verify=("$pitfall" verify "$plan" --obligations deadline --deadline 1000s)
  "${verify[@]}" --smt2 "$folder/$count" > /dev/null
  process=$(mean "${verify[@]}")
  question=$(for _ in {1..5}; do "$clock" "$graph" snapdragon-855; done | sort -g | sed -n 3p)
  echo "$count operators: pitfall $process s, of which $question s for the question"
  compare "$count" "$process" "$question"
  compare "$count" "$process" "$question" --all-pairs
done
