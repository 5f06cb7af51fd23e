#!/bin/sh
# Builds every target and runs all the tests. The status is 0 only if all of it succeeded.
#
# The manifest makes the compiler's warnings errors. What the package manager itself warns about
# (files that belong to no target, say) is looked for in the log here.
set -eu

cd "$(dirname "$0")/.."
swift=${SWIFT:-swift}
log=$(mktemp)
failed=$log.failed
trap 'rm -f "$log" "$failed"' EXIT

{ "$swift" build --build-tests 2>&1 || : > "$failed"; } | tee "$log"
if [ -e "$failed" ]; then
  echo "pitfall: the build failed" >&2
  exit 1
fi
package=$(basename "$PWD" | tr '[:upper:]' '[:lower:]')
if grep -E "^warning: '$package'|/(Sources|Tests|Specs|Fuzz)/.*: warning:" "$log"; then
  echo "pitfall: the build has warnings" >&2
  exit 1
fi

"$swift" test --skip-build --disable-xctest
