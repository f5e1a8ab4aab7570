import { spawnSync } from 'node:child_process'
import { chosenHost, isThisMachine } from '../host/hosts.mjs'

/** To compile the binding and the lab's probe. */
const BUILD = ['g++', 'make', 'pkg-config', 'libvirt-dev']

/** To run Electron: what its binary and Chromium's own start-up load, and to get it unpacked. */
export const ELECTRON = [
  'unzip',
  'ca-certificates',
  // From Debian 13 on, and in Ubuntu 24.04, some carry a mark for the 64-bit time they use.
  'libasound2|libasound2t64',
  'libatk-bridge2.0-0|libatk-bridge2.0-0t64',
  'libatk1.0-0|libatk1.0-0t64',
  'libatspi2.0-0|libatspi2.0-0t64',
  'libcairo2',
  'libcups2|libcups2t64',
  'libdrm2',
  'libgbm1',
  'libglib2.0-0|libglib2.0-0t64',
  'libgtk-3-0|libgtk-3-0t64',
  'libnspr4',
  'libnss3',
  'libpango-1.0-0',
  'libx11-6',
  'libxcb1',
  'libxcomposite1',
  'libxdamage1',
  'libxext6',
  'libxfixes3',
  'libxkbcommon0',
  'libxrandr2',
  'fonts-dejavu-core',
]

/** The lab: the real daemons, the tools that build its networks, and a display without a screen. */
export const LAB = [
  'libvirt-daemon-system',
  'libvirt-daemon-driver-qemu',
  'libvirt-clients',
  'qemu-system-x86',
  // libvirt has it make disks over an image.
  'qemu-utils',
  'virtinst',
  // Names of guests, for a host whose libvirt tells its resolver of none.
  'libnss-libvirt',
  // What user mode's forwards go through.
  'passt',
  'network-manager',
  'polkitd',
  // How the doctor reads the firewall's rules when asked to.
  'pkexec',
  'dbus',
  'dnsmasq-base',
  'iproute2',
  'iptables',
  'nftables',
  'iputils-ping',
  // What a capture goes through.
  'tshark',
  'util-linux',
  'mount',
  'procps',
  // The kernel's own word on which programs somebody starts.
  'strace',
  // Another libvirt is reached as people reach one: by ssh.
  'openssh-server',
  'openssh-client',
  'cpio',
  // The shells, besides bash and dash, that people paste commands in.
  'zsh',
  'fish',
  'xvfb',
  // xvfb-run needs it, and only recommends it.
  'xauth',
]

/** Installed, it takes the resolver over: nowhere but in a Debian of the lab's own. */
const RESOLVER = ['systemd-resolved']

/** To make packages: icons out of the drawing, and what depends on what. */
const PACKAGE = ['dpkg-dev', 'librsvg2-bin']

/** The binding's peers, and the window's. */
const PEERS = ['python3', 'python3-libvirt', 'virt-manager']

/** The lab's host, and the clean Debian to install the package in. */
const DEBIAN_IN_A_FOLDER = ['debootstrap']

/** What only some commands need. */
const MORE = {
  bench: PEERS,
  firewalls: DEBIAN_IN_A_FOLDER,
  memory: ['valgrind'],
  package: PACKAGE,
  'package-test': [...PACKAGE, ...DEBIAN_IN_A_FOLDER],
}
const WITHOUT_LAB = ['app', 'package']

/** What the lab's host holds when it is a Debian of its own: the window runs in there too. */
export function packagesInHost(purpose) {
  return [...LAB, ...RESOLVER, ...ELECTRON, ...(IN_HOST[purpose] ?? [])]
}

/** As people have them, and what asks them. */
const FIREWALLS = ['firewalld', 'ufw', 'docker.io', 'busybox-static', 'bind9-dnsutils']

/** A peer that brings a web server along: only where it is kept in a folder. */
const COCKPIT = ['cockpit-ws', 'cockpit-bridge', 'cockpit-machines', 'libvirt-dbus']

const IN_HOST = { bench: [...PEERS, ...COCKPIT], firewalls: FIREWALLS }

let apt
/** Asked once: it is a process. */
export const hasApt = () => (apt ??= spawnSync('apt-get', ['--version']).status === 0)

export function packagesFor(purpose) {
  const lab = WITHOUT_LAB.includes(purpose) ? [] : [...LAB, ...forHost()]
  return [...BUILD, ...ELECTRON, ...lab, ...(MORE[purpose] ?? [])]
}

const forHost = () => (isThisMachine(chosenHost().name) ? [] : DEBIAN_IN_A_FOLDER)

/** Those of which no alternative is installed, each as the alternative that this release has. */
export function missingPackages(packages) {
  const installed = installedAmong(packages.flatMap(alternatives))
  return packages
    .filter((one) => !alternatives(one).some((name) => installed.has(name)))
    .map((one) => alternatives(one).find(isAvailable) ?? alternatives(one)[0])
}

const alternatives = (entry) => entry.split('|')

function installedAmong(names) {
  const format = '${db:Status-Abbrev}\t${Package}\n'
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f', format, ...names], { encoding: 'utf8' })
  return new Set(
    (stdout ?? '')
      .split('\n')
      .filter((line) => line.startsWith('ii'))
      .map((line) => line.split('\t')[1]),
  )
}

function isAvailable(name) {
  const { stdout } = spawnSync('apt-cache', ['policy', name], { encoding: 'utf8' })
  return /^ {2}Candidate: (?!\(none\))/m.test(stdout ?? '')
}
