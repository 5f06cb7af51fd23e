#!/usr/bin/env bash
# Judges the plans and asks the cases of a repository again; what action.yml runs.
#
# Takes its inputs from the environment: PITFALL, the command; PLANS, a path or pattern a line;
# CASES, a folder; STRATEGY, STRATEGY_COMMAND, CONDITION, OBLIGATIONS, DEADLINE, as for 'pitfall';
# FAIL_ON, one of refuted, undecided and never; REPORTS, the folder to write to.
# Writes the folders sarif, junit, markdown and pages, the job's summary where GITHUB_STEP_SUMMARY
# names a file, and the outputs verdict and reports where GITHUB_OUTPUT does.
set -euo pipefail
shopt -s globstar nullglob

pitfall=${PITFALL:-pitfall}
reports=${REPORTS:-pitfall-reports}
fail_on=${FAIL_ON:-refuted}
case $fail_on in
  refuted | undecided | never) ;;
  *)
    echo "fail-on is '$fail_on'; write refuted, undecided or never" >&2
    exit 64
    ;;
esac
if [ -z "${PLANS:-}" ] && [ -z "${CASES:-}" ]; then
  echo "name plans, or a folder of cases" >&2
  exit 64
fi
for folder in sarif junit markdown pages; do
  mkdir -p "$reports/$folder"
  # What an earlier run has left would count as this one's.
  rm -f "$reports/$folder"/plan-[0-9]*.* "$reports/$folder"/cases.*
done

refuted=0
undecided=0
broken=0

# Takes note of an exit status of pitfall for a subject.
note() {
  case $1 in
    0) echo "proved: $2" ;;
    1) refuted=1; echo "refuted: $2" ;;
    2) undecided=1; echo "undecided: $2" ;;
    *) broken=1; echo "status $1: $2" ;;
  esac
}

# The options that write all the reports of a name.
also() {
  also=(
    --also "sarif=$reports/sarif/$1.sarif" --also "junit=$reports/junit/$1.xml"
    --also "markdown=$reports/markdown/$1.md" --also "html=$reports/pages/$1.html"
  )
}

options=()
if [ -n "${CONDITION:-}" ]; then options+=(--condition "$CONDITION"); fi
if [ -n "${OBLIGATIONS:-}" ]; then options+=(--obligations "$OBLIGATIONS"); fi
if [ -n "${DEADLINE:-}" ]; then options+=(--deadline "$DEADLINE"); fi
asked=()
if [ -n "${STRATEGY:-}" ]; then asked+=(--strategy "$STRATEGY"); fi
if [ -n "${STRATEGY_COMMAND:-}" ]; then asked+=(--strategy-command "$STRATEGY_COMMAND"); fi

number=0
while IFS= read -r pattern; do
  if [ -z "$pattern" ]; then continue; fi
  IFS= 
  plans=($pattern)
  if [ ${#plans[@]} = 0 ] || [ ! -e "${plans[0]}" ]; then
    echo "no plan is called '$pattern'" >&2
    broken=1
    continue
  fi
  for plan in "${plans[@]}"; do
    number=$((number + 1))
    also "$(printf 'plan-%03d' "$number")"
    status=0
    "$pitfall" verify "$plan" "${options[@]}" "${also[@]}" > /dev/null || status=$?
    note "$status" "$plan"
  done
done <<< "${PLANS:-}"

if [ -n "${CASES:-}" ]; then
  also cases
  status=0
  "$pitfall" replay "$CASES" "${asked[@]}" --regressions "${also[@]}" || status=$?
  case $status in
    0) echo "no regression: $CASES" ;;
    1) refuted=1; echo "regression: $CASES" ;;
    *) note "$status" "$CASES" ;;
  esac
fi

verdict=proved
if [ $undecided = 1 ]; then verdict=undecided; fi
if [ $refuted = 1 ]; then verdict=refuted; fi
if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then
  for file in "$reports"/markdown/*.md; do cat "$file"; echo; done >> "$GITHUB_STEP_SUMMARY"
fi
if [ -n "${GITHUB_OUTPUT:-}" ]; then
  printf 'verdict=%s\nreports=%s\n' "$verdict" "$reports" >> "$GITHUB_OUTPUT"
fi

if [ $broken = 1 ]; then exit 65; fi
case $fail_on in
  never) exit 0 ;;
  refuted) exit $refuted ;;
  undecided) if [ $refuted = 1 ]; then exit 1; fi; exit $((2 * undecided)) ;;
esac
