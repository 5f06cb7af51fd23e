#!/bin/sh
# Times the verification of HEFT's plan for inception graphs of several sizes: five runs each,
# whole process, all default obligations. Build first: make release
set -eu

cd "$(dirname "$0")/.."
pitfall=$(${SWIFT:-swift} build -c release --show-bin-path)/pitfall
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

for count in ${*:-50 200 1000 5000}; do
  graph=$folder/$count.graph.json
  plan=$folder/$count.plan.json
  python3 Benchmarks/make-graph.py "$count" "$graph"
  "$pitfall" plan --strategy heft --model "$graph" --device snapdragon-855 -o "$plan"
  for run in 1 2 3 4 5; do
    start=$(date +%s%N)
    "$pitfall" verify "$plan" > /dev/null || [ $? = 1 ]
    end=$(date +%s%N)
    echo "$count operators, run $run: $(((end - start) / 1000000)) ms"
  done
done
