/**
 * Firewalls × libvirt's backends × kinds of network, with real daemons and packets: each reaches what
 * its kind promises, or the doctor names whose rule stops it, and its fix lets it through, still does
 * after that one's reload and the network's restart, and is taken back by Undo.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Finding } from '../../shared/model/finding.ts'
import { FirewalledHost } from './host.ts'
import { KINDS, type Kind, type LibvirtRules } from './guests.ts'
import { firewalls } from './owners.ts'
import type { Firewall } from './owners.ts'
import { asText } from './table.ts'
import type { Row } from './table.ts'

/** What a firewall may do to a network; the others are the other table's. */
const OF_FIREWALLS = /^(firewall|docker|bridge-nf|ufw|way-out)/

let host: FirewalledHost
const rows: Row[] = []

beforeAll(async () => {
  host = await FirewalledHost.start()
})
afterAll(async () => {
  console.log(`\n${asText(rows)}\n`)
  await host.stop()
})

const found = async (kind: Kind): Promise<Finding[]> =>
  (await host.findings(kind)).filter(({ code }) => OF_FIREWALLS.test(code))

async function fixAll(kind: Kind, row: Row): Promise<string[]> {
  const changes: string[] = []
  // Behind one that is ended there may stand another.
  for (let left = 3; left > 0; left--) {
    const findings = await found(kind)
    if (findings.length === 0) break
    for (const finding of findings) {
      row.named.push(finding.code)
      expect(finding.fixable, finding.id).toBe(true)
      changes.unshift(await host.fix(finding))
    }
  }
  return changes
}

async function goThrough(firewall: Firewall, kind: Kind, row: Row): Promise<void> {
  const [first] = await found(kind)
  expect(String(first?.params.owner ?? '')).toMatch(firewall.owner)
  const changes = await fixAll(kind, row)
  expect(await host.comesToReach(kind), `${kind} reaches after the fix`).toBe(true)
  row.fixed = 'yes'
  if (firewall.reload) {
    await firewall.reload(host)
    expect(await host.comesToReach(kind), `${kind} reaches after the reload`).toBe(true)
    row.afterReload = 'yes'
  }
  await host.restartNetwork(kind)
  expect(await host.comesToReach(kind), `${kind} reaches after its restart`).toBe(true)
  row.afterRestart = 'yes'
  for (const change of changes) await host.undo(change)
  expect(await host.reaches(kind), `${kind} is cut off again`).toBe(false)
  row.undone = 'yes'
}

const combinations = firewalls.flatMap((firewall) =>
  (['iptables', 'nftables'] as const).map((rules): [string, LibvirtRules, Firewall] => [
    firewall.name,
    rules,
    firewall,
  ]),
)

describe.each(combinations)('%s beside libvirt’s rules in %s', (name, rules, firewall) => {
  beforeEach(async () => {
    await host.reset()
    await firewall.start(host)
    await host.startNetworks(rules)
    await firewall.spoil?.(host)
  })
  afterEach(() => firewall.stop(host))

  it.each(KINDS)('%s', async (kind) => {
    const row: Row = {
      firewall: name,
      rules,
      kind,
      reaches: '',
      named: [],
      fixed: '',
      afterReload: '',
      afterRestart: '',
      undone: '',
    }
    rows.push(row)
    const cut = firewall.cuts[rules].includes(kind)
    // The first packet to a stand-in that was plugged in just now finds it asleep.
    const reached = cut ? await host.reaches(kind) : await host.comesToReach(kind)
    row.reaches = reached ? 'yes' : 'no'
    expect(reached).toBe(!cut)
    if (reached) expect((await found(kind)).map(({ id }) => id)).toEqual([])
    else await goThrough(firewall, kind, row)
  })
})
