/** The package's helper for parts of a LAN: which words it takes, and what it puts into the kernel's table. */
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'

const SOURCE = new URL('../../../build/package/files/proxy-arp', import.meta.url)
const folder = mkdtempSync(join(tmpdir(), 'proxy-arp-'))
const script = join(folder, 'proxy-arp')
const state = join(folder, 'etc/puente/proxy-arp')
const hook = join(folder, 'dispatcher.d/90-puente-proxy-arp')
const SET = ['set', 'virbr5', 'wlan0', '192.168.1.224/28', '192.168.1.0/24']

/** As ip(8), on a table in a file. */
const IP = `#!/bin/sh
table=${folder}/table
case "$*" in
'-4 -o address show dev wlan0') cat ${folder}/address ;;
'-4 neigh show proxy') cat $table ;;
*-batch*)
  while read -r _ verb _ at _ dev _; do
    grep -v "^$at dev $dev " $table >$table.new
    mv $table.new $table
    [ "$verb" = del ] || echo "$at dev $dev proxy" >>$table
  done
  ;;
esac
`

beforeEach(() => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(join(folder, 'bin'), { recursive: true })
  writeFileSync(join(folder, 'bin/ip'), IP)
  chmodSync(join(folder, 'bin/ip'), 0o755)
  writeFileSync(join(folder, 'table'), '')
  isAt('192.168.1.20/24')
  const text = readFileSync(SOURCE, 'utf8')
    .replace('PATH=', `PATH=${folder}/bin:`)
    .replace('STATE=', `STATE=${folder}`)
    .replace('PUT=', `PUT=${folder}`)
    .replace('HOOK=/etc/NetworkManager', `HOOK=${folder}`)
    .replace('9>/run', `9>${folder}`)
  writeFileSync(script, text)
  mkdirSync(join(folder, 'run'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const run = (...words: string[]) => spawnSync('sh', [script, ...words]).status
const table = () => readFileSync(join(folder, 'table'), 'utf8').split('\n').filter(Boolean)
const isAt = (cidr: string) =>
  writeFileSync(join(folder, 'address'), `3: wlan0    inet ${cidr} brd x scope global wlan0\n`)
const guests = Array.from({ length: 13 }, (_, at) => `192.168.1.${226 + at} dev wlan0 proxy`)

describe('the helper for parts of a LAN', () => {
  it('answers for the guests’ addresses and no others, and no longer', () => {
    expect(run(...SET)).toBe(0)
    expect(table().sort()).toEqual(guests)
    expect(readFileSync(hook, 'utf8')).toContain('/usr/lib/puente/proxy-arp apply')
    expect(run('remove', 'virbr5')).toBe(0)
    expect(table()).toEqual([])
    for (const left of [state, hook, join(folder, 'run/puente-proxy-arp')]) {
      expect(existsSync(left), left).toBe(false)
    }
  })

  it('keeps to the LAN: by another address it answers for nobody, and again once it is back', () => {
    expect(run(...SET)).toBe(0)
    isAt('10.1.2.3/24')
    expect(run('apply')).toBe(0)
    expect(table()).toEqual([])
    isAt('192.168.1.31/24')
    expect(run('apply')).toBe(0)
    expect(table().sort()).toEqual(guests)
  })

  it('puts in again what the kernel has forgotten, and leaves what is another’s', () => {
    const other = '192.168.1.230 dev wlan0 proxy'
    writeFileSync(join(folder, 'table'), `${other}\n`)
    expect(run(...SET)).toBe(0)
    writeFileSync(join(folder, 'table'), `${other}\n`)
    expect(run('apply')).toBe(0)
    expect(table().sort()).toEqual(guests)
    expect(run('remove', 'virbr5')).toBe(0)
    expect(table()).toEqual([other])
  })

  it('keeps one while another goes, and passes over what it did not write', () => {
    expect(run(...SET)).toBe(0)
    expect(run('set', 'virbr6', 'wlan0', '192.168.1.192/30', '192.168.1.0/24')).toBe(0)
    writeFileSync(join(state, 'virbr7'), 'wlan0 0.0.0.0/8 0.0.0.0/0\n')
    writeFileSync(join(state, 'virbr8'), 'wlan0 $(touch x) 192.168.1.0/24\n')
    expect(run('remove', 'virbr6')).toBe(0)
    expect(table().sort()).toEqual(guests)
    expect(run('clear')).toBe(0)
    expect(table()).toEqual([])
    expect(existsSync(state)).toBe(false)
  })

  it.each([
    [],
    ['set'],
    ['remove'],
    ['remove', '../x'],
    ['apply', 'x'],
    [...SET, 'more'],
    SET.with(1, '-x'),
    SET.with(1, 'a/b'),
    SET.with(2, 'wlan0\nx'),
    SET.with(2, 'wlan0 x'),
    SET.with(3, '192.168.1.0/24'),
    SET.with(3, '192.168.1.225/28'),
    SET.with(3, '192.168.1.240/28'),
    SET.with(3, '192.168.1.0/28'),
    SET.with(3, '192.168.2.16/28'),
    SET.with(3, '192.168.1.224/31'),
    SET.with(3, '192.168.1.999/28'),
    SET.with(3, '192.168.1.224/028'),
    SET.with(3, '192.168.1/28'),
    SET.with(3, '192.168.1.$(id)/28'),
    SET.with(4, '0.0.0.0/0'),
    SET.with(4, ''),
  ])('refuses %j', (...words) => {
    expect(run(...words)).toBe(64)
    expect(table()).toEqual([])
    expect(existsSync(state)).toBe(false)
  })
})
