#!/usr/bin/env bash
# Installs what `npm run test:debian` needs beyond Node, on Debian, as root.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive

packages=(
  chromium                       # the health page in a browser
  default-jdk-headless           # javax.xml.crypto, another second opinion on signatures
  fish                           # the completion script for it
  nginx-light                    # the nginx plugin
  openssl                        # a second opinion on keys, certificates and timestamps
  python3-cryptography-vectors   # NIST PKITS
  systemd                        # checks units, and boots in namespaces of its own
  xmlsec1                        # a second opinion on signatures
  zsh                            # the completion script for it
)

missing=()
for package in "${packages[@]}"; do
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
done

if [ "${#missing[@]}" -eq 0 ]; then
  echo "already installed: ${packages[*]}"
  exit 0
fi

apt-get update
# Debian starts a service it installs; the tests start what they need themselves.
if [ ! -e /usr/sbin/policy-rc.d ]; then
  trap 'rm -f /usr/sbin/policy-rc.d' EXIT
  printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
  chmod +x /usr/sbin/policy-rc.d
fi
apt-get install --yes --no-install-recommends "${missing[@]}"
