#!/bin/bash
# Run by make-image.sh in mounts of its own: ROOT with what makes a computer of it, as a disk.
set -euo pipefail
root=$1
work=$2
node=$3
files=$(realpath "${0%/*}")/files
new=$work/root

say() { echo "$1" >&3; }

mount_root() {
  mount -t overlay -o "lowerdir=$root,upperdir=$work/upper,workdir=$work/work" computer "$new"
  rm -f "$new/etc/resolv.conf"
  cp -L /etc/resolv.conf /etc/hosts "$new/etc/"
  mount -t proc proc "$new/proc"
  mount -t sysfs -o ro sysfs "$new/sys"
  mount -t tmpfs dev "$new/dev"
  for device in null:3 zero:5 full:7 random:8 urandom:9; do
    mknod -m 666 "$new/dev/${device%:*}" c 1 "${device#*:}"
  done
  mount -t tmpfs run "$new/run"
  export DEBIAN_FRONTEND=noninteractive LANG=C.UTF-8
  export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
}

# Debian's stock one, unpacked and not installed: nothing is to make an initramfs for it.
unpack_kernel() {
  say 'kernel'
  local package
  chroot "$new" apt-get --quiet -o Acquire::Check-Valid-Until=false update
  # linux-image-amd64 is empty; it depends on the newest kernel.
  package=$(chroot "$new" apt-cache depends linux-image-amd64 | sed -n 's/.*Depends: \(linux-image-\)/\1/p')
  mkdir "$new/root/kernel"
  chroot "$new" sh -c "cd /root/kernel && apt-get --quiet download '$package'"
  dpkg-deb -x "$new"/root/kernel/*.deb "$work/kernel"
  rm -rf "$new/root/kernel"
  cp "$work"/kernel/boot/vmlinuz-* "$work/vmlinuz"
  version=$(basename "$work"/kernel/boot/vmlinuz-*)
  version=${version#vmlinuz-}
}

# What this computer has no device for is left out, and nothing is compressed: both are slow when
# emulated. drivers/crypto/ccp stays, kvm_amd needs it.
add_modules() {
  local from
  from=$(find "$work/kernel" -type d -path "*/modules/$version")
  mkdir -p "$new/usr/lib/modules"
  (
    cd "$from/kernel"
    rm -rf sound drivers/{gpu,media,staging,infiniband,iio,isdn,accel,comedi,hwmon,mmc,mtd,power} \
      drivers/{leds,ata,scsi,usb,target,firewire,thunderbolt,nfc,platform,edac,pinctrl,soundwire} \
      drivers/{spi,video,xen,hv,hid,iommu,gnss,greybus,memstick,message,nvme,parport,pcmcia,rtc} \
      drivers/{thermal,w1,watchdog}
    find drivers/crypto -mindepth 1 -maxdepth 1 ! -name ccp -exec rm -rf {} +
    find drivers/net/ethernet -mindepth 1 -maxdepth 1 -exec rm -rf {} +
    find drivers/net/wireless -mindepth 1 -maxdepth 1 ! -name virtual -exec rm -rf {} +
    find fs -mindepth 1 -maxdepth 1 ! -name 'ext4' ! -name 'jbd2' ! -name '9p' ! -name 'netfs' \
      ! -name 'overlayfs' ! -name 'fuse' ! -name 'mbcache.ko*' ! -name 'nls' ! -name 'binfmt*' ! -name 'autofs' -exec rm -rf {} +
  )
  find "$from" -name '*.ko.xz' -print0 | xargs -0 -r -n 200 xz -d
  cp -a "$from" "$new/usr/lib/modules/"
  chroot "$new" depmod "$version"
}

# Loads what the disk needs, mounts it, goes on there.
make_initramfs() {
  local tree=$work/initramfs number=100 module
  mkdir -p "$tree"/{bin,dev,proc,sys,new,modules}
  cp "$new/usr/bin/busybox" "$tree/bin/"
  cp "$files/initramfs-init" "$tree/init"
  chmod 755 "$tree/init"
  for module in virtio_pci virtio_blk ext4; do
    chroot "$new" modprobe -S "$version" --show-depends "$module"
  done | awk '/^insmod/ && !seen[$2]++ { print $2 }' | while read -r module; do
    cp "$new$module" "$tree/modules/$((number++))-${module##*/}"
  done
  (cd "$tree" && find . | cpio -o -H newc -R 0:0 --quiet) >"$work/initrd.img"
}

# As a desktop has it, without what costs time at each start and concerns no network.
configure() {
  say 'configuration'
  local etc=$new/etc unit
  rm -f "$new/usr/sbin/policy-rc.d" "$etc/resolv.conf"
  : >"$etc/resolv.conf"
  : >"$etc/fstab"
  # Not made anew at the first start: what depends on it (DHCP, addresses) is to stay.
  echo 5f0c1a527d3e4b5a9c1d000000000022 >"$etc/machine-id"
  echo station >"$etc/hostname"
  printf '127.0.0.1 localhost\n127.0.1.1 station\n::1 localhost\n' >"$etc/hosts"
  for unit in apt-daily.timer apt-daily-upgrade.timer man-db.timer e2scrub_all.timer \
    e2scrub_reap.service fstrim.timer dpkg-db-backup.timer logrotate.timer ldconfig.service \
    systemd-networkd.service systemd-networkd.socket systemd-networkd-wait-online.service \
    NetworkManager-wait-online.service systemd-hwdb-update.service systemd-pstore.service \
    systemd-firstboot.service systemd-update-utmp.service systemd-tpm2-setup.service \
    systemd-tpm2-setup-early.service systemd-journal-catalog-update.service getty@tty1.service \
    serial-getty@ttyS0.service ModemManager.service keyboard-setup.service console-setup.service; do
    ln -sf /dev/null "$etc/systemd/system/$unit"
  done
  # There, and not running: a test that needs one enables it.
  for unit in docker.service docker.socket containerd.service firewalld.service ufw.service \
    systemd-resolved.service hostapd.service wpa_supplicant.service ssh.socket dnsmasq.service; do
    chroot "$new" systemctl disable --quiet "$unit" || true
  done
  chroot "$new" systemctl enable --quiet ssh.service NetworkManager.service libvirtd.service
  chroot "$new" useradd --create-home --uid 4242 --groups libvirt --shell /bin/bash alex
  # Nothing to be read in there, and much to be written.
  rm -rf "$new"/var/lib/apt/lists/* "$new"/var/cache/apt/* \
    "$new"/usr/share/{doc,man,locale,info,icons,fonts} "$new/made"
}

# The way in of whoever started it, and a NIC that NetworkManager leaves alone.
add_own_files() {
  install -D -m 755 "$files/agent.py" "$new/usr/local/lib/lab/agent.py"
  install -D -m 644 "$files/lab-agent.service" "$new/etc/systemd/system/lab-agent.service"
  install -D -m 644 "$files/management.service" "$new/etc/systemd/system/management.service"
  install -D -m 644 "$files/management.link" "$new/etc/systemd/network/10-management.link"
  install -D -m 644 "$files/networkmanager.conf" "$new/etc/NetworkManager/conf.d/lab.conf"
  install -D -m 644 "$files/tmpfiles.conf" "$new/etc/tmpfiles.d/lab.conf"
  install -D -m 644 "$files/journald.conf" "$new/etc/systemd/journald.conf.d/lab.conf"
  install -D -m 644 "$files/sysctl.conf" "$new/etc/sysctl.d/90-lab.conf"
  install -D -m 755 "$node" "$new/usr/local/bin/node"
  chroot "$new" systemctl enable --quiet lab-agent.service management.service
}

write_disk() {
  say 'disk'
  umount "$new"/{proc,sys,dev,run}
  mke2fs -q -t ext4 -m 0 -d "$new" -O ^metadata_csum_seed \
    -E lazy_itable_init=0,lazy_journal_init=0,root_owner=0:0 "$work/disk.raw" 6G
}

mount_root
unpack_kernel
add_modules
make_initramfs
configure
add_own_files
write_disk
