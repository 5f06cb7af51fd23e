#!/usr/bin/env bash
# Has cvc5 confirm the answers to the queries that laws, models' tests and the corpus make.
# usage: second-opinion.sh [cvc5]; RUNS cases of each law (default 400), of whose queries every
# SHARE-th is asked again (default 1, all of them). A contradiction fails the test that made it.
set -euo pipefail

cd "$(dirname "$0")/.."
program=$(command -v "${1:-cvc5}") || { echo "$0: ${1:-cvc5} is not installed" >&2; exit 66; }
log=$(mktemp)
trap 'rm -f "$log"' EXIT

status=0
PITFALL_SECOND_SOLVER=$program PITFALL_SECOND_SHARE=${SHARE:-1} PITFALL_SECOND_LOG=$log \
  PITFALL_LAW_RUNS=${RUNS:-400} ${SWIFT:-swift} test \
  --filter 'CheckingLaws|ModelTests|CheckingTests|SynthesisTests' \
  --skip 'TamperingLaws|SecondSolverTests' || status=$?
awk '{ word = $1; name = $2; sub(/[-0-9].*/, "", name); count[name " " word]++; all[word]++ }
  END {
    for (key in count) print count[key], key | "sort -k2"
    close("sort -k2")
    printf "%d agree, %d open, %d differ\n", all["agree"], all["open"], all["differ"]
  }' "$log"
exit "$status"
