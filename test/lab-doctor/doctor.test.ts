/**
 * Every fault that can be made here is made, with real daemons and guests: the doctor names it
 * first, and after its fix the guest has its network.
 */
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { findingCodes } from '../../shared/model/finding.ts'
import type { Finding } from '../../shared/model/finding.ts'
import { Lab } from '../lab/lab.ts'
import { TestBackend } from '../support/backend.ts'
import { useHost } from '../support/fresh-host.ts'
import { bridgeFaults } from './bridge-faults.ts'
import { APART, TIGHT } from './fault.ts'
import type { Fault } from './fault.ts'
import { hostFaults } from './host-faults.ts'
import { machineFaults } from './machine-faults.ts'
import { networkFaults } from './network-faults.ts'
import { Patients } from './patients.ts'
import { asText, NOT_FAKED } from './table.ts'
import type { Row } from './table.ts'

let lab: Lab
let at: Patients
const rows: Row[] = []
const faults = [...machineFaults, ...networkFaults, ...hostFaults, ...bridgeFaults]

useHost(
  async () => {
    lab = await Lab.start()
    // As if an administrator's password were typed: the lab has no agent to type it into.
    await lab.polkit.grant('org.freedesktop.policykit.exec')
    at = new Patients(lab, await TestBackend.start(lab))
    for (const xml of [APART, TIGHT]) {
      const intent = { xml, autostart: true, despiteCollision: false }
      await at.apply(at.backend.api.planImportNetwork(intent))
    }
    for (const name of ['web', 'db']) await lab.guest(name).waitForAddress('192.168.122.')
    await at.backend.api.setVisible(true)
  },
  async () => {
    await at.backend.stop()
    await lab.stop()
  },
)
afterAll(() => console.log(`\n${asText([...rows, ...notFaked()])}\n`))

/** What no fault above makes has a unit test. */
function notFaked(): Row[] {
  const made = new Set<string>(['rights', ...faults.map(({ code }) => code)])
  return findingCodes
    .filter((code) => !made.has(code))
    .map((code) => ({ fault: code, found: '-', fix: NOT_FAKED, seconds: 0 }))
}

async function noted(row: Row, work: () => Promise<void>): Promise<void> {
  const before = performance.now()
  rows.push(row)
  try {
    await work()
  } catch (error) {
    row.fix = `${row.fix} FAILED: ${String(error).split('\n')[0]}`
    throw error
  } finally {
    row.seconds = (performance.now() - before) / 1000
    console.log(asText([row]).split('\n').at(-1))
  }
}

async function goThrough(fault: Fault): Promise<void> {
  const row: Row = { fault: fault.what, found: 'NOT FOUND', fix: '', seconds: 0 }
  await noted(row, async () => {
    try {
      await fault.make(at)
      if (fault.broken) expect(await fault.broken(at), 'the guest is cut off').toBe(true)
      const finding = await at.namedFirst(() => fault.target(at), fault.code)
      row.found = finding.code
      expect(finding.evidence.length).toBeGreaterThan(0)
      row.fix = await end(fault, finding)
      await fault.works(at)
      row.fix += ': works'
      const { findings } = await at.diagnose(fault.target(at))
      expect(findings.map(({ code }) => code)).not.toContain(fault.code)
    } finally {
      await fault.restore?.(at)
    }
  })
}

async function end(fault: Fault, finding: Finding): Promise<string> {
  if (fault.byHand) {
    await fault.byHand(at, finding)
    return 'by hand, as it says'
  }
  expect(finding.fixable).toBe(true)
  await at.applyFix(finding)
  return 'its own plan'
}

describe('on a healthy host', () => {
  it('no check fires, asked by anybody and for anything', async () => {
    for (const asAdministrator of [false, true]) {
      for (const target of [
        { type: 'everything' } as const,
        { type: 'host' } as const,
        { type: 'bridge', name: 'virbr0' } as const,
        { type: 'network', uuid: at.network('default').uuid } as const,
        at.machine('web'),
        at.nic('db', at.mac('db')),
      ]) {
        const { findings } = await at.diagnose(target, asAdministrator)
        expect(findings).toEqual([])
      }
    }
    expect(at.backend.inventory?.findings).toEqual([])
  })

  it('says what it could not look at, and sees it as administrator', async () => {
    const own = await at.diagnose({ type: 'everything' }, false)
    expect(own.unseen.map(({ what }) => what)).toContain('firewall-rules')
    expect(own.checked).not.toContain('firewall-forward')
    const whole = await at.diagnose({ type: 'everything' })
    expect(whole.asAdministrator).toBe(true)
    expect(whole.unseen.map(({ what }) => what)).not.toContain('firewall-rules')
    expect(whole.checked).toContain('firewall-forward')
  })
})

describe.each([
  ['machines and NICs', machineFaults],
  ['libvirt’s networks', networkFaults],
  ['the host', hostFaults],
])('%s', (_, list) => {
  it.each(list)('$what', (fault) => goThrough(fault))
})

describe('a bridge on the LAN', () => {
  beforeEach(async () => {
    if (at.backend.inventory?.networks.some(({ name }) => name === 'host-bridge')) return
    await at.apply(
      at.backend.api.planCreateBridge({ nic: 'eth0', name: 'br0', network: 'host-bridge' }),
    )
    await at.backend.until(({ networks }) =>
      networks.some(({ name, active }) => name === 'host-bridge' && active),
    )
    await at.machines.remove('db', at.mac('db'), 'now-and-stored')
    await lab.guest('db').run('while [ -e /run/eth0 ]; do sleep 1; done')
    await at.machines.add('db', 'host-bridge', 'now-and-stored')
    await lab.guest('db').waitForAddress('198.51.100.')
  })

  it('is healthy, its machine’s address is found', async () => {
    const { findings } = await at.diagnose(at.nic('db', at.mac('db')))
    expect(findings.filter(({ code }) => code !== 'stored-differs')).toEqual([])
  })

  it.each(bridgeFaults)('$what', (fault) => goThrough(fault))
})

describe('in passing', () => {
  it('sees a pulled cable without being asked, and that it is in again', async () => {
    const mac = at.mac('web')
    const seen = () => at.backend.inventory?.findings.some(({ code }) => code === 'link-down')
    await lab.virsh('domif-setlink', 'web', mac, 'down')
    // Of a link libvirt tells nobody: whoever looks at the machine reads it again.
    await at.backend.api.refreshMachine(at.machines.get('web').uuid)
    await at.backend.until(seen)
    await lab.virsh('domif-setlink', 'web', mac, 'up')
    await at.backend.api.refreshMachine(at.machines.get('web').uuid)
    await at.backend.until(() => !seen())
  })
})

describe('rights', () => {
  it('names the right that is refused, and is silent once it is granted', async () => {
    const row: Row = {
      fault: 'no right to manage libvirt (polkit)',
      found: 'NOT FOUND',
      fix: '',
      seconds: 0,
    }
    await noted(row, async () => {
      await lab.polkit.revoke('org.libvirt.unix.manage')
      const first = async () => {
        await using looking = await TestBackend.start(lab)
        return (
          await looking.api.diagnose({ type: 'host' }, { run: 'test', asAdministrator: false })
        ).findings[0]
      }
      row.found = (await first())?.code ?? ''
      expect(row.found).toBe('rights')
      await lab.polkit.grant('org.libvirt.unix.manage')
      expect((await first())?.code).not.toBe('rights')
      row.fix = 'by hand, as it says: works'
    })
  })
})
