#!/bin/bash
# A clean Debian for the test of the package: what the package depends on and what the lab runs,
# but never the package itself.
#
#   test/package/make-root.sh RELEASE ROOT PACKAGE…      makes ROOT, or adds the packages to it
#
# Uses the machine's network for downloads. Nothing is started: services are refused by policy.
set -euo pipefail
release=$1
root=$2
shift 2

if [ ! -x "$root/usr/bin/apt-get" ]; then
  rm -rf "$root.new"
  mkdir -p "$(dirname "$root")"
  debootstrap --variant=minbase "$release" "$root.new"
  printf '#!/bin/sh\nexit 101\n' >"$root.new/usr/sbin/policy-rc.d"
  chmod 755 "$root.new/usr/sbin/policy-rc.d"
  mv "$root.new" "$root"
fi
# What this machine needs to reach the archive, it needs in there too.
cp /etc/resolv.conf /etc/hosts "$root/etc/"

# A process namespace, so that nothing outlives this script; mounts that end with it.
exec unshare --mount --pid --fork --kill-child --ipc --uts --propagation private \
  bash -euo pipefail -c '
    root=$0
    mount -t proc proc "$root/proc"
    mount -t sysfs -o ro sysfs "$root/sys"
    mount -t tmpfs dev "$root/dev"
    for device in null:3 zero:5 full:7 random:8 urandom:9; do
      mknod -m 666 "$root/dev/${device%:*}" c 1 "${device#*:}"
    done
    mkdir "$root/dev/pts" "$root/dev/shm"
    mount -t tmpfs run "$root/run"
    export DEBIAN_FRONTEND=noninteractive LANG=C.UTF-8
    export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
    install() { chroot "$root" apt-get satisfy --quiet --yes --no-install-recommends "$@"; }
    install "$@" || { chroot "$root" apt-get update --quiet && install "$@"; }
  ' "$root" "$@"
