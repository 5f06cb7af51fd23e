#!/bin/sh
# Judges the safety of strategies' plans for every bundled model on every phone that the tests use.
#
#   Scripts/verify-plans.sh .build/release/pitfall mulayer codl:search=heuristic
#
# Prints one line for each plan that is missing or not proved, then how many were judged. MODELS
# and PHONES name a choice of them.
set -eu
tool=$1
shift
plan=$(mktemp)
trap 'rm -f "$plan"' EXIT
judged=0
bad=0
for strategy; do
  for phone in ${PHONES:-kirin-990 snapdragon-855 snapdragon-865 snapdragon-888}; do
    for model in ${MODELS:-$("$tool" list models)}; do
      judged=$((judged + 1))
      if ! "$tool" plan --strategy "$strategy" --model "$model" --device "$phone" -o "$plan"; then
        echo "no plan: $strategy $model $phone"
        bad=$((bad + 1))
      elif ! "$tool" verify "$plan" --obligations coverage,support,ordering,residency,memory \
        >"$plan.out" 2>&1; then
        echo "not proved: $strategy $model $phone"
        cat "$plan.out"
        bad=$((bad + 1))
      fi
    done
  done
done
rm -f "$plan.out"
echo "$judged plans judged, $bad not proved"
[ "$bad" -eq 0 ]
