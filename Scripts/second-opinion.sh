#!/usr/bin/env bash
# Has cvc5 confirm the answers to the queries that laws, models' tests and the corpus make.
# usage: second-opinion.sh [cvc5]; RUNS cases of each law (default 400), LIMIT steps of cvc5 for a
# query (default 20000000) and SECONDS_EACH (default 20). The tests write each distinct query with
# Z3's answer into one file; cvc5 then reads them in shares, many queries in one process. Queries
# that cvc5 leaves open are counted as such; a contradiction ends with status 1 and shows the query.
set -euo pipefail

cd "$(dirname "$0")/.."
program=$(command -v "${1:-cvc5}") || { echo "$0: ${1:-cvc5} is not installed" >&2; exit 66; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

status=0
PITFALL_SECOND_QUERIES=$folder/queries.smt2 PITFALL_LAW_RUNS=${RUNS:-400} \
  ${SWIFT:-swift} test ${SWIFT_TEST_OPTIONS:-} \
  --filter 'CheckingLaws|ModelTests|CheckingTests|SynthesisTests' \
  --skip 'TamperingLaws|SecondSolverTests' || status=$?

# Shares of some hundred queries, so that no process grows large.
awk -v folder="$folder" '
  /^\(echo "asked / && count++ % 250 == 0 {
    close(file)
    file = sprintf("%s/share%06d", folder, ++share)
  }
  { print > file }' "$folder/queries.smt2"
ls "$folder"/share* | xargs -P "$(nproc)" -I {} sh -c \
  "$program --lang smt2 -q --incremental --rlimit-per=${LIMIT:-20000000} \
    --tlimit-per=$((${SECONDS_EACH:-20} * 1000)) < {} > {}.out 2> {}.err || true"

total=$(grep -c '^(echo "asked ' "$folder/queries.smt2")
cat "$folder"/*.out | tr -d '"' | awk -v total="$total" '
  $1 == "asked" { answer = $2; name = $3; sub(/-.*/, "", name); waits = 1; next }
  waits && /^(sat|unsat|unknown)/ {
    waits = 0
    word = $1 == "unknown" || answer == "unknown" ? "open" : ($1 == answer ? "agree" : "differ")
    if (word == "differ") print "cvc5 says " $1 " to a query on " name ", Z3 says " answer
    count[name " " word]++
    all[word]++
  }
  END {
    for (key in count) print count[key], key | "sort -k2"
    close("sort -k2")
    answered = all["agree"] + all["open"] + all["differ"]
    printf "%d distinct queries: %d agree, %d open, %d differ, %d without an answer\n", \
      total, all["agree"], all["open"], all["differ"], total - answered
    exit all["differ"] > 0
  }' || status=1
cat "$folder"/*.err | sort | uniq -c | head -5 >&2
exit "$status"
