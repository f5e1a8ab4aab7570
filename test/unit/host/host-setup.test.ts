import { describe, expect, it } from 'vitest'
import { packageManagerOf, standing } from '../../../electron/host/setup.ts'

describe('the libvirt group', () => {
  it.each([
    [['alex', 'libvirt'], ['alex', 'libvirt'], true, 'member'],
    [['alex'], ['alex', 'libvirt'], true, 'after-login'],
    [['alex'], ['alex'], true, 'outside'],
    [['alex'], ['alex'], false, 'no-group'],
  ])('%j of %j, there: %s', (session, database, exists, expected) => {
    expect(standing(session, database, exists)).toBe(expected)
  })
})

describe('the distribution’s package manager', () => {
  it.each([
    ['ID=debian\nVERSION_ID="12"', 'apt'],
    ['NAME="Linux Mint"\nID=linuxmint\nID_LIKE="ubuntu debian"', 'apt'],
    ['ID=fedora', 'dnf'],
    ['ID="rocky"\nID_LIKE="rhel centos fedora"', 'dnf'],
    ['ID="opensuse-leap"\nID_LIKE="suse opensuse"', 'zypper'],
    ['ID=manjaro\nID_LIKE=arch', 'pacman'],
    ['ID=nixos', null],
    ['', null],
  ])('%j', (release, expected) => expect(packageManagerOf(release)).toBe(expected))
})
