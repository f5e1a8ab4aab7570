#!/bin/bash
# A whole computer's kernel and disk, out of a Debian in a folder, which is not written to.
#
#   build/setup/machine/make-image.sh ROOT OUT NODE
#
# Leaves vmlinuz, initrd.img and disk.raw in OUT, never half-made. NODE is the program that is to be
# in its path. No loop device is used and the image is never mounted: mke2fs fills it from a folder.
# Says how far it is on its standard output. Needs the network for the kernel, and 2 GB.
set -euo pipefail
root=$(realpath "$1")
out=$2
node=$(realpath "$3")
new=$out.new
exec 3>&1 1>&2
umask 022

mkdir -p "$(dirname "$out")"
exec 9>"$out.lock"
flock 9
# A set-up of the same time may be bringing it up to date.
exec 8<"$root"
flock --shared 8
rm -rf "$new"
mkdir -p "$new"/{upper,work,root}

# Mounts and processes of their own, which end with this script.
unshare --mount --pid --fork --kill-child --ipc --uts --propagation private \
  nice bash "${0%/*}/fill-image.sh" "$root" "$new" "$node"

rm -rf "$new"/{upper,work,root,kernel,initramfs}
rm -rf "$out"
mv "$new" "$out"
