#!/usr/bin/env bash
# Has cvc5 confirm the answers to the queries that laws, models' tests and the corpus make.
# usage: second-opinion.sh [cvc5]; RUNS cases of each law (default 400), LIMIT steps of cvc5 for a
# query (default 20000000) and SECONDS_EACH (default 20); SWIFT_TEST_OPTIONS are for `swift test`, or
# QUERIES names a file of queries that was written before. The tests write each distinct query with
# Z3's answer into one file; cvc5 then reads them in shares, many queries in one process. Those it
# leaves open are asked again, each in a process of its own with ten times the limits; what is open
# then is counted as such and shown. A contradiction ends with status 1 and shows the query.
set -euo pipefail

cd "$(dirname "$0")/.."
program=$(command -v "${1:-cvc5}") || { echo "$0: ${1:-cvc5} is not installed" >&2; exit 66; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

status=0
queries=${QUERIES:-$folder/queries.smt2}
if [ -z "${QUERIES:-}" ]; then
  PITFALL_SECOND_QUERIES=$queries PITFALL_LAW_RUNS=${RUNS:-400} \
    ${SWIFT:-swift} test ${SWIFT_TEST_OPTIONS:-} \
    --filter 'CheckingLaws|ModelTests|CheckingTests|SynthesisTests' \
    --skip 'TamperingLaws|SecondSolverTests' || status=$?
fi

# ask PREFIX SIZE LIMIT SECONDS FILE: the queries in shares of a size, so that no process grows large.
ask() {
  awk -v prefix="$1" -v size="$2" '
    /^\(echo "asked / && count++ % size == 0 {
      close(file)
      file = sprintf("%s%06d", prefix, ++share)
    }
    { print > file }' "$5"
  find "$folder" -path "$1*" | sort | xargs -P "$(nproc)" -I {} sh -c \
    "$program --lang smt2 -q --incremental --rlimit-per=$3 --tlimit-per=$(($4 * 1000)) \
      < {} > {}.out 2> {}.err || true"
  cat "$1"*.err | sort | uniq -c | head -5 >&2
}

# The number of each query, the answers of Z3 and of cvc5 (`none` where it gave none), the name.
answers() {
  cat "$1"*.out | tr -d '"' | awk '
    function done() { if (number) print number, first, second, name }
    $1 == "asked" { done(); number++; first = $2; second = "none"; name = $3; sub(/-.*/, "", name) }
    second == "none" && /^(sat|unsat|unknown)/ { second = $1 }
    END { done() }'
}

total=$(grep -c '^(echo "asked ' "$queries")
ask "$folder/share" 250 "${LIMIT:-20000000}" "${SECONDS_EACH:-20}" "$queries"
answers "$folder/share" > "$folder/first"
[ "$(wc -l < "$folder/first")" = "$total" ] || { echo "$0: cvc5 ended early" >&2; status=1; }

awk '$2 == "unknown" || $3 != "sat" && $3 != "unsat" { print $1 }' "$folder/first" > "$folder/open"
awk 'NR == FNR { open[$1]; next } /^\(echo "asked / { number++ } number in open' \
  "$folder/open" "$queries" > "$folder/again.smt2"
: > "$folder/second"
if [ -s "$folder/again.smt2" ]; then
  ask "$folder/alone" 1 "${LIMIT:-20000000}0" "$((${SECONDS_EACH:-20} * 10))" "$folder/again.smt2"
  answers "$folder/alone" > "$folder/second"
fi

{ awk '$2 != "unknown" && ($3 == "sat" || $3 == "unsat")' "$folder/first"; cat "$folder/second"; } \
  | awk -v total="$total" -v again="$(wc -l < "$folder/second")" '
    {
      word = $2 == "unknown" || $3 == "unknown" || $3 == "none" ? "open" \
        : ($2 == $3 ? "agree" : "differ")
      if (word != "agree") print word ": cvc5 says " $3 " to a query on " $4 ", Z3 says " $2
      count[$4 " " word]++
      all[word]++
    }
    END {
      for (key in count) print count[key], key | "sort -k2"
      close("sort -k2")
      answered = all["agree"] + all["open"] + all["differ"]
      printf "%d distinct queries, %d of them asked again: %d agree, %d open, %d differ, ", \
        total, again, all["agree"], all["open"], all["differ"]
      printf "%d without an answer\n", total - answered
      exit all["differ"] > 0
    }' || status=1
exit "$status"
