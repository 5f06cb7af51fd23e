#!/bin/sh
# Times the generation of models of fifty operators, one family after the other, on one core: five
# runs of 50,000 graphs each. Build first: make release
set -eu

cd "$(dirname "$0")/.."
pitfall=$(${SWIFT:-swift} build -c release --show-bin-path)/pitfall
for run in 1 2 3 4 5; do
  "$pitfall" generate --operators 50 --count 50000 --seed "$run"
done
