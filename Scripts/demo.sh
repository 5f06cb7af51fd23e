#!/bin/sh
# The main job: two strategies plan ResNet-50 for a Snapdragon 855; both plans are judged and run.
set -eu

cd "$(dirname "$0")/.."
swift=${SWIFT:-swift}
out=${OUT:-out}
model=resnet50
device=snapdragon-855
strategies="mace heft"
pitfall=$("$swift" build -c release --show-bin-path)/pitfall

# Shows a command as a person would type it, and runs it.
run() {
  echo
  echo "\$ pitfall $*"
  status=0
  "$pitfall" "$@" || status=$?
}

# Runs a command that must succeed.
must() {
  run "$@"
  [ "$status" = 0 ] || exit "$status"
}

mkdir -p "$out"
for strategy in $strategies; do
  must plan --strategy "$strategy" --model "$model" --device "$device" -o "$out/$strategy.json"
done

verdicts=""
for strategy in $strategies; do
  # A refuted plan (1) or an open question (2) is an answer, not a failure of the demo.
  run verify "$out/$strategy.json"
  case $status in
    0) verdict="proved" ;;
    1) verdict="refuted" ;;
    2) verdict="undecided" ;;
    *) exit "$status" ;;
  esac
  verdicts="$verdicts
  $out/$strategy.json: $verdict"
done

for strategy in $strategies; do
  must simulate "$out/$strategy.json" --trace "$out/$strategy.trace.json"
done

must report "$out/heft.json" -o "$out/heft.html"

# Found cases (1) are what a hunt is for.
run fuzz --strategy heft --runs 200 --corpus "$out/cases"
[ "$status" -le 1 ] || exit "$status"

cat << END

What you have just seen
  Two strategies planned $model for the $device: which processor runs which operator,
  in which order, with which copies. Z3 judged both plans in every execution they allow:
$(echo "$verdicts" | sed 1d)
  A plan whose only refuted obligation is 'profit' is legal, but no faster than the best single
  processor. The simulator then ran both and said where the time goes; $out/heft.html shows
  the same as a page. Last, a hunt looked for models and phones on which HEFT loses to one
  processor, and kept what it found in $out/cases.

What to try next
  pitfall=$pitfall
  \$pitfall list models                  what else is bundled; also devices, strategies, backends
  \$pitfall inspect your-model.onnx      read a model of your own
  \$pitfall verify --strategy heft --model mobilenet_v1 --device $device    a plan that loses
  \$pitfall verify $out/heft.json --obligations profit --smt2 $out/queries
  Open $out/mace.trace.json in https://ui.perfetto.dev to see the timeline.
END
