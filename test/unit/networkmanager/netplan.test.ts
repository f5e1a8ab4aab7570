/** The lab's stand-in for netplan writes what netplan itself has written, of profiles as we store them. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { asNetplanKeeps, parse } from '../../support/netplan.ts'

const read = (name: string) =>
  readFileSync(new URL(`../../fixtures/networkmanager/netplan/${name}`, import.meta.url), 'utf8')

it.each(['nic', 'bridge', 'port'])('a %s’s profile', (name) => {
  const [, file] = /^# (.*)\n/.exec(read(`${name}.kept`)) ?? []
  const kept = asNetplanKeeps(read(`${name}.stored`))
  expect(kept.file).toBe(file)
  expect(parse(kept.text)).toEqual(parse(read(`${name}.kept`)))
})
