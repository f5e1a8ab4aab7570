#!/bin/bash
# The lab's first process (pid 1 of its own pid namespace), started in the repository's folder.
# It makes the private mounts, then waits for its standard input to end: the launcher holds the
# other end, so when the launcher goes, however it goes, this process ends and the kernel ends
# everything else in the namespace. bash, because it also reaps orphans while it waits.
set -euo pipefail
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

#   init.sh [LAYERS]
#
# With LAYERS, the lab is a Debian of its own: these folders joined by colons, the uppermost first;
# without, it is the machine's own. Nothing is ever written to them.

# Still the outer /proc: this is the pid by which the launcher can enter.
read -r outer_pid _ </proc/self/stat

mount -t proc proc /proc

if [ -n "${XAUTHORITY:-}" ] && [ -r "$XAUTHORITY" ]; then authority=$(base64 -w0 "$XAUTHORITY"); fi

# The bash that runs this, and what it has open, stay the machine's; all that it starts is ROOT's.
lower=${1:-/}
# They stay until the lab ends, also when the set-up has made newer ones (make-root.sh).
IFS=: read -ra layers <<<"$lower"
for layer in "${layers[@]}"; do
  exec {lock}<"$layer"
  flock --shared "$lock"
done
mount -t tmpfs -o mode=755 root /mnt
mkdir /mnt/{upper,work,root}
mount -t overlay -o "lowerdir=$lower,upperdir=/mnt/upper,workdir=/mnt/work" root /mnt/root
for folder in proc dev; do mount --rbind /$folder /mnt/root/$folder; done
mkdir -p /mnt/root/mnt/{repository,old}
mount --bind . /mnt/root/mnt/repository
display_socket=/tmp/.X11-unix
if [ -n "${DISPLAY:-}" ] && [ -d "$display_socket" ]; then
  mkdir -p /mnt/root$display_socket
  mount --bind $display_socket /mnt/root$display_socket
fi
cd /mnt/root
pivot_root . mnt/old
cd /mnt/repository
umount -l /mnt/old

# A sysfs of this network namespace, without the machine's cgroups: libvirt would leave groups
# behind there, and it does well without any.
if mountpoint -q /sys; then umount -l -R /sys; fi
mount -t sysfs sysfs /sys

# The X socket has to be reachable before /tmp is covered.
exec {display_fd}</
if [ -n "${DISPLAY:-}" ] && [ -d "$display_socket" ]; then exec {display_fd}<"$display_socket"; fi

mount -t tmpfs -o mode=755 run /run
mkdir -p /run/lab/{log,pid,etc,lan,console} /run/{dbus,lock,user,netns}
mkdir -m 700 /run/lab/root

# libvirt asks QEMU about KVM again and again, seconds each, where its own user may not open it.
if [ -c /dev/kvm ]; then
  mknod -m 666 /run/lab/kvm c 10 232
  mount --bind /run/lab/kvm /dev/kvm
fi

# A private copy of all of /etc: users, resolver, definitions and rules change only in here.
cp -a /etc/. /run/lab/etc
mount --bind /run/lab/etc /etc

mount -t tmpfs -o mode=1777 tmp /tmp
# Made by root, or an X server of the ordinary user's complains.
mkdir -m 1777 "$display_socket"
mount -t tmpfs -o mode=1777 shm /dev/shm
mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts /dev/pts
mount -t tmpfs -o mode=755 home /home
for state in NetworkManager libvirt; do mount -t tmpfs -o mode=755 state /var/lib/$state; done
mount -t tmpfs -o mode=755 log /var/log/libvirt
mount -t tmpfs -o mode=755 cache /var/cache/libvirt
mkdir -p /var/lib/libvirt/{boot,dnsmasq,images,network,qemu} /var/log/libvirt/qemu

# The repository, under a path that the ordinary user may walk. "." with -c still names it when
# its real path was covered just now. A clone's own folder may be closed to others (mktemp -d):
# then its entries are shown one by one under an open one.
mount -t tmpfs -o mode=755 opt /opt
mkdir /opt/puente
if (((8#$(stat -c %a .) & 5) == 5)); then
  mount -c --bind . /opt/puente
else
  shopt -s dotglob
  mkdir -p out
  for entry in *; do
    if [ -d "$entry" ]; then mkdir "/opt/puente/$entry"; else touch "/opt/puente/$entry"; fi
    mount -c --bind "$entry" "/opt/puente/$entry"
  done
fi

if [ "$(readlink /proc/self/fd/$display_fd)" = "$display_socket" ]; then
  (cd /proc/self/fd/$display_fd && mount -c --bind . "$display_socket")
fi
exec {display_fd}<&-

mkdir -m 700 /home/alex /run/user/4242
if [ -n "${authority:-}" ]; then base64 -d <<<"$authority" >/home/alex/.Xauthority; fi
chown -R 4242:4242 /home/alex /run/user/4242

cd /
echo "$outer_pid"
while read -r _; do :; done
