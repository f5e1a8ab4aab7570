#!/bin/bash
# libvirt's daemons one for each driver, as Fedora, RHEL, Arch and openSUSE run them: Debian packages
# only libvirtd. They are compiled from Debian's own source of the very version that BASE has, whose
# library and drivers serve them; what comes out is a layer to put over BASE.
#
#   build/setup/host/make-modular.sh BASE LAYER VERSION
#
# VERSION is that of Debian's source package. What an interrupted run left is taken up again. Says how
# far it is on its standard output. Needs the network, 1 GB while it runs, and some ten minutes.
set -euo pipefail
base=$1
layer=$2
version=$3
work=$layer.build
exec 3>&1 1>&2
umask 022

mkdir -p "$(dirname "$layer")"
exec 9>"$layer.lock"
flock 9
rm -rf "$layer.new"
mkdir -p "$work"/{upper,work,root}

# The compiler and the sources go into a layer of their own; BASE is not written to.
unshare --mount --pid --fork --kill-child --ipc --uts --propagation private \
  nice bash -euo pipefail -c '
    work=$0 base=$1 version=$2 root=$0/root
    mount -t overlay -o "lowerdir=$base,upperdir=$work/upper,workdir=$work/work" build "$root"
    rm -f "$root/etc/resolv.conf"
    cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
    mount -t proc proc "$root/proc"
    mount -t sysfs -o ro sysfs "$root/sys"
    mount -t tmpfs dev "$root/dev"
    for device in null:3 zero:5 full:7 random:8 urandom:9; do
      mknod -m 666 "$root/dev/${device%:*}" c 1 "${device#*:}"
    done
    mkdir "$root/dev/pts" "$root/dev/shm"
    ln -s /proc/self/fd "$root/dev/fd"
    for number in 0:stdin 1:stdout 2:stderr; do
      ln -s "/proc/self/fd/${number%:*}" "$root/dev/${number#*:}"
    done
    mount -t tmpfs run "$root/run"
    export DEBIAN_FRONTEND=noninteractive LANG=C.UTF-8 HOME=/root
    export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
    cp "$3" "$root/root/compile.sh"
    chroot "$root" bash /root/compile.sh "$version"
    mkdir -p "$work/out/usr/sbin"
    cp "$root"/root/daemons/* "$work/out/usr/sbin/"
  ' "$work" "$base" "$version" "${0%/*}/compile-modular.sh"

mv "$work/out" "$layer.new"
{ date --utc +%F && echo "$version"; } >"$layer.new/made"
rm -rf "$layer"
mv "$layer.new" "$layer"
rm -rf "$work"
