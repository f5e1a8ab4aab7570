#!/bin/bash
# The honest proof that set-up installs all that is needed: a Debian 12 made a minute ago, with
# Node, npm and git and nothing else, in which this repository is cloned and commands are run.
#
#   test/fresh/run.sh [COMMAND…]      by default: 'npm run sandbox' 'npm test'
#
# Needs root, debootstrap, and /usr/bin/node with npm (as NodeSource installs them). It uses the
# machine's network for downloads; nothing is mounted or installed outside of $FRESH_ROOT.
set -euo pipefail
repository=$(cd "${REPOSITORY:-$(dirname "$0")/../..}" && pwd)
root=${FRESH_ROOT:-$(mktemp -d /var/tmp/puente-fresh.XXXXXX)}
if [ $# -eq 0 ]; then set -- 'npm run sandbox' 'npm test'; fi

make_root() {
  chmod 755 "$root" # mktemp makes it for root alone, and QEMU runs as another user
  debootstrap --variant=minbase bookworm "$root" >"$root.log"
  cp /usr/bin/node "$root/usr/bin/"
  mkdir -p "$root/usr/lib/node_modules"
  cp -a /usr/lib/node_modules/npm "$root/usr/lib/node_modules/"
  for tool in npm npx; do
    ln -s "../lib/node_modules/npm/bin/$tool-cli.js" "$root/usr/bin/$tool"
  done
  # What this machine needs to reach the registries, it needs in there too.
  cp /etc/resolv.conf /etc/hosts "$root/etc/"
  local certificates
  certificates=$(npm config get cafile 2>/dev/null)
  if [ -f "$certificates" ]; then cp "$certificates" "$root/registry-ca.pem"; fi
}

[ -x "$root/usr/bin/npm" ] || make_root
echo "── a fresh Debian in $root"

# A process namespace, so that nothing outlives this script; mounts that end with it.
exec unshare --mount --pid --fork --kill-child --ipc --uts --propagation private \
  bash -euo pipefail -c '
    root=$0 repository=$1
    shift
    mount --bind "$root" "$root"
    cd "$root"
    mount -t proc proc proc
    mount -t sysfs -o ro sysfs sys
    mount --rbind /dev dev
    # The package of QEMU changes the owner of /dev/kvm: not of the machine’s own.
    if [ -c dev/kvm ]; then
      rm -f kvm && mknod kvm c 10 232 && mount --bind kvm dev/kvm
    fi
    mount -t tmpfs run run
    mkdir -p mnt/repository mnt/old
    mount --bind "$repository" mnt/repository
    pivot_root . mnt/old
    cd /root
    umount -l /mnt/old
    export HOME=/root LANG=C.UTF-8 npm_config_cache=/root/npm-cache
    export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
    if [ -f /registry-ca.pem ]; then
      export npm_config_cafile=/registry-ca.pem NODE_EXTRA_CA_CERTS=/registry-ca.pem
    fi
    unset DISPLAY
    apt-get install -qq --yes --no-install-recommends git ca-certificates >/dev/null 2>&1
    rm -rf puente npm-cache
    git clone -q file:///mnt/repository puente
    cd puente
    for command in "$@"; do
      echo "── $command"
      time $command </dev/null
    done
  ' "$root" "$repository" "$@"
