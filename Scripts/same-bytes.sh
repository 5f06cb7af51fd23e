#!/usr/bin/env bash
# Compares what two builds write, byte by byte: plans of all strategies, verdicts, reports, hunts.
#
#   Scripts/same-bytes.sh OLD/pitfall NEW/pitfall [all|plans|verdicts|models|hunts]...
#
# For changes that must not change what comes out, such as those for speed. Prints what differs and
# how much was compared; exit status 1 where something differs. RUNS (default 300) is the length of
# each hunt; MODELS, DEVICES and STRATEGIES name a choice of them.
set -euo pipefail

cd "$(dirname "$0")/.."
old=$(realpath "$1")
new=$(realpath "$2")
export PITFALL_HOME=$PWD
shift 2
parts=" ${*:-all} "
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
compared=0
differing=0

# both NAME ARGUMENT...: what both builds print and write and how they end must be the same; a file
# or folder that they write is called OUT in the arguments.
both() {
  local name=$1 build status
  shift
  for build in old new; do
    rm -rf "${folder:?}/$build"
    mkdir "$folder/$build"
    status=0
    "${!build}" "${@//OUT/$folder/$build/out}" > "$folder/$build/printed" 2>&1 || status=$?
    echo "status $status" >> "$folder/$build/printed"
    sed -i "s|$folder/$build|OUT|g; s|[0-9.]* [a-z]*s of processor time||; / runs, [0-9.]* a second/d" \
      "$folder/$build/printed"
  done
  compared=$((compared + 1))
  if ! diff -rq "$folder/old" "$folder/new" > /dev/null; then
    differing=$((differing + 1))
    echo "differs: $name"
  fi
}

asked() { case $parts in *" all "* | *" $1 "*) true ;; *) false ;; esac; }

strategies=${STRATEGIES:-$("$new" list strategies | awk '/^[a-z]/ { print $1 }')}
models=${MODELS:-$("$new" list models | awk '{ print $1 }')}
devices=${DEVICES:-$("$new" list devices | awk '/^[a-z]/ { print $1 }')}

if asked plans; then
  for strategy in $strategies; do
    case $strategy in exhaustive | optimal) continue ;; esac
    for model in $models; do
      for device in $devices; do
        both "plan $strategy $model $device" \
          plan --strategy "$strategy" --model "$model" --device "$device" -o OUT
      done
    done
  done
fi
if asked verdicts; then
  plans=$(find Examples Tests -name '*.json' | sort \
    | xargs grep -lE '"format": ?"pitfall\.(plan|case)/1"' | grep -v schemas)
  for plan in $plans; do
    for format in json text; do both "verify $plan as $format" verify "$plan" --format $format; done
    both "simulate $plan" simulate "$plan" --format json
    both "report $plan" report "$plan" -o OUT
  done
fi
if asked models; then
  both "generate" generate --count "${COUNT:-40}" --seed 1 -o OUT
  generated=$(mktemp -d)
  cp -r "$folder/old/out/." "$generated"
  for model in "$generated"/*.json; do
    for strategy in $strategies; do
      for device in ${DEVICES:-snapdragon-855 kirin-990}; do
        both "plan $strategy $(basename "$model") $device" \
          plan --strategy "$strategy" --model "$model" --device "$device" -o OUT
      done
    done
  done
  rm -rf "$generated"
fi
if asked hunts; then
  for strategy in $strategies; do
    both "fuzz $strategy" fuzz --strategy "$strategy" --runs "${RUNS:-300}" --seed 2 --jobs 1 \
      --no-boxes --corpus OUT
  done
fi
echo "$compared compared, $differing differ"
[ "$differing" -eq 0 ]
