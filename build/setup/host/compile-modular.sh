#!/bin/bash
# Run by make-modular.sh in a Debian of its own: compiles libvirt's modular daemons.
set -euo pipefail
version=$1
source=/root/libvirt
daemons=(virtqemud virtnetworkd virtnodedevd virtinterfaced virtnwfilterd virtproxyd virtsecretd virtstoraged)

# What of Debian's own build-dependencies these daemons need.
tools=(ca-certificates meson ninja-build gcc pkgconf libc6-dev dpkg-dev patch xz-utils xsltproc
  libxml2-utils rpcsvc-proto python3 python3-docutils gettext)
libraries=(libxml2-dev libglib2.0-dev libgnutls28-dev libtirpc-dev libnl-3-dev libnl-route-3-dev
  libjson-c-dev libpciaccess-dev libudev-dev libcap-ng-dev libnuma-dev libapparmor-dev libpcap-dev
  libselinux1-dev libdevmapper-dev libcurl4-gnutls-dev libacl1-dev libattr1-dev libaudit-dev
  libblkid-dev)

say() { echo "$1" >&3; }

install_tools() {
  say 'compiler'
  sed -n 's/^deb /deb-src /p' /etc/apt/sources.list >/etc/apt/sources.list.d/sources.list
  apt-get --quiet --yes -o Acquire::Check-Valid-Until=false update
  apt-get --quiet --yes --no-install-recommends install "${tools[@]}" "${libraries[@]}"
}

# The two archives themselves: not every mirror has the description that `apt-get source` starts from.
# Their checksums are in the signed index of sources.
download() {
  say 'source'
  local pool=http://deb.debian.org/debian/pool/main/libv/libvirt
  mkdir -p /root/archives
  cd /root/archives
  apt-cache showsrc --only-source libvirt | sed -n '/^Checksums-Sha256:/,/^[A-Z]/p' |
    awk -v version="$version" '/\.tar\.xz$/ && ($3 ~ /orig/ || index($3, version)) { print $1 "  " $3 }' |
    sort -u >checksums
  local file
  for file in $(awk '{ print $2 }' checksums); do
    /usr/lib/apt/apt-helper download-file "$pool/$file" "$file"
  done
  sha256sum --check checksums
  touch verified
}

unpack() {
  rm -rf "$source.new"
  mkdir "$source.new"
  tar xf /root/archives/*.orig.tar.xz -C "$source.new" --strip-components=1
  tar xf /root/archives/*.debian.tar.xz -C "$source.new"
  cd "$source.new"
  local patch
  sed 's/#.*//; s/ .*//; /^$/d' debian/patches/series | while read -r patch; do
    patch -s -p1 <"debian/patches/$patch"
  done
  mv "$source.new" "$source"
}

configure() {
  say 'configure'
  cd "$source"
  rm -rf build
  meson setup build --prefix=/usr --libdir="lib/$(dpkg-architecture -qDEB_HOST_MULTIARCH)" \
    --sysconfdir=/etc --localstatedir=/var --buildtype=plain -Doptimization=1 -Drunstatedir=/run \
    -Dsystem=true -Ddocs=disabled -Dtests=disabled -Dnls=disabled -Dwerror=false \
    -Ddriver_remote=enabled -Ddriver_libvirtd=enabled -Ddriver_qemu=enabled \
    -Ddriver_network=enabled -Ddriver_interface=enabled -Ddriver_test=enabled \
    -Ddriver_esx=disabled -Ddriver_lxc=disabled -Ddriver_vbox=disabled \
    -Ddriver_vmware=disabled -Ddriver_ch=disabled \
    -Dqemu_user=libvirt-qemu -Dqemu_group=libvirt-qemu \
    -Dfirewall_backend_priority=iptables,nftables
  # It holds its own path, so it cannot be made elsewhere and moved here.
  touch build/configured
}

# ninja says [12/385] before each step.
compile() {
  cd "$source"
  local steps tens last=
  nice ninja -C build "${daemons[@]/#/src/}" | tee /dev/stderr | while IFS=/ read -r steps rest; do
    steps=${steps#\[}
    case $steps in *[!0-9]* | '') continue ;; esac
    tens=$((steps * 10 / ${rest%%]*}))
    [ "$tens" = "$last" ] || say "compile ${tens}0 %"
    last=$tens
  done
}

install_tools
# Each alone: in a list of commands an error would not end the script.
if [ ! -e /root/archives/verified ]; then download; fi
if [ ! -d "$source" ]; then unpack; fi
if [ ! -e "$source/build/configured" ]; then configure; fi
compile

cd "$source/build/src"
mkdir -p /root/daemons
for daemon in "${daemons[@]}"; do strip -o "/root/daemons/$daemon" "$daemon"; done
