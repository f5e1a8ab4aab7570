#!/bin/bash
# A Debian in a folder of its own, never half-made: it is made beside its place and moved there
# once it is complete, with the file `made` in it: the day, then its packages, one a line.
#
#   build/setup/host/make-root.sh RELEASE ROOT PACKAGE…
#
# Makes ROOT, or brings a copy of it up to date with the packages added. What an interrupted run
# left is taken up again. Says how far it is on its standard output; the rest is its error output.
# Uses the machine's network for downloads. Nothing is started: services are refused by policy.
set -euo pipefail
release=$1
root=$2
shift 2
new=$root.new
exec 3>&1 1>&2
umask 022

mkdir -p "$(dirname "$root")"
# Of two set-ups at once, the second finds what the first has made.
exec 9>"$root.lock"
flock 9

# A lab holds a lock on the Debian that it lives in, and reads it to its end.
remove_old() {
  local old
  for old in "$root".old.*; do
    if [ -d "$old" ] && flock --exclusive --nonblock "$old" true; then rm -rf "$old"; fi
  done
}

make_base() {
  rm -rf "$new.part"
  if [ -e "$root/made" ]; then
    echo 'a copy' >&3
    cp -a --reflink=auto "$root" "$new.part"
    rm "$new.part/made"
  else
    echo 'base system' >&3
    # An older debootstrap does not know a newer release's name; all are made as sid is.
    script=/usr/share/debootstrap/scripts/$release
    [ -e "$script" ] || script=${script%/*}/sid
    debootstrap --variant=minbase "$release" "$new.part" http://deb.debian.org/debian "$script"
    printf '#!/bin/sh\nexit 101\n' >"$new.part/usr/sbin/policy-rc.d"
    chmod 755 "$new.part/usr/sbin/policy-rc.d"
  fi
  mv "$new.part" "$new"
}

# A process namespace, so that nothing outlives this script; mounts that end with it.
install_packages() {
  # What this machine needs to reach the archive, it needs in there too.
  rm -f "$new/etc/resolv.conf"
  cp -L /etc/resolv.conf /etc/hosts "$new/etc/"
  unshare --mount --pid --fork --kill-child --ipc --uts --propagation private \
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
      # A mirror that lags behind will do: what is signed stays signed.
      options=(-o APT::Status-Fd=3 -o Acquire::Check-Valid-Until=false --no-install-recommends)
      apt() { chroot "$root" apt-get --quiet --yes "${options[@]}" "$@"; }
      chroot "$root" dpkg --configure -a
      apt update
      apt --fix-broken install
      apt full-upgrade
      apt satisfy "$@"
      apt clean
    ' "$new" "$@" 3> >(percents >&3)
}

# apt tells of each package and file: of what it tells, every tenth percent.
percents() {
  local kind percent tens last=
  while IFS=: read -r kind _ percent _; do
    tens=${percent%%.*}
    tens=$kind$((${tens:-0} / 10))
    [ "$tens" = "$last" ] && continue
    last=$tens
    case $kind in
      dlstatus) echo "download ${percent%%.*} %" ;;
      pmstatus) echo "install ${percent%%.*} %" ;;
    esac
  done
}

complete() {
  { date --utc +%F && printf '%s\n' "$@"; } >"$new/made"
  remove_old
  if [ -d "$root" ]; then mv "$root" "$(mktemp -u "$root.old.XXXX")"; fi
  mv "$new" "$root"
  remove_old
}

remove_old
rm -rf "$new.part"
if [ -d "$new" ]; then
  echo 'continued' >&3
  install_packages "$@" || { rm -rf "$new"; make_base; install_packages "$@"; }
else
  make_base
  install_packages "$@"
fi
complete "$@"
