#!/bin/sh
# Hunts every planted regression from ten seeds, each of at most 3,000 runs.
#
#   Scripts/planted-regressions.sh [seeds, default 10]
set -eu

cd "$(dirname "$0")/.."
PITFALL_PLANTED_SEEDS=${1:-10} exec "${SWIFT:-swift}" test --disable-xctest \
  --filter PlantedRegressionTests
