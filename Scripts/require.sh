#!/bin/sh
# Checks for a Swift toolchain and for Z3's development files; installs the latter where it can.
# Ends with one line that says what to do where something is missing.
set -eu

swift=${SWIFT:-swift}
packages="libz3-dev pkg-config"

fail() {
  echo "pitfall: $1" >&2
  exit 1
}

install_swift="install Swift 6.2 or newer from https://www.swift.org/install and put it on the PATH"
command -v "$swift" > /dev/null 2>&1 || fail "'$swift' was not found; $install_swift"
version=$("$swift" --version 2> /dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p')
case $version in
  "") fail "'$swift --version' does not work; $install_swift" ;;
  [0-5].* | 6.[01]) fail "Swift $version is too old; $install_swift" ;;
esac

has_z3() {
  pkg-config --exists z3 2> /dev/null
}

has_z3 && exit 0

if ! command -v apt-get > /dev/null 2>&1; then
  fail "Z3 was not found; install its development files and pkg-config (brew install z3 pkgconf)"
fi
if [ "$(id -u)" = 0 ]; then
  as_root=""
elif command -v sudo > /dev/null 2>&1; then
  as_root="sudo"
else
  fail "Z3 was not found and only root may install it; as root: apt-get install $packages"
fi

echo "Installing $packages" >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
install() {
  $as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y --no-install-recommends $packages > "$log" 2>&1
}
update() {
  $as_root apt-get update > "$log" 2>&1
}
# Without a list of packages, or with an old one, the first try fails.
if ! install && ! { update && install; } || ! has_z3; then
  tail -n 5 "$log" >&2
  fail "Z3 could not be installed; run by hand: ${as_root:+$as_root }apt-get install $packages"
fi
