/** What a doctor would say of the made-up host when it is not well. */
import type { Diagnosis, DiagnosisTarget, Finding } from '../../shared/model/finding.ts'
import { findingCodes, subjectKey } from '../../shared/model/finding.ts'
import { message } from '../../shared/message.ts'
import type { Inventory } from '../../shared/model/inventory.ts'

type Part = Omit<Finding, 'id' | 'commands' | 'fixable'> & Partial<Finding>

function finding(part: Part): Finding {
  return { id: `${part.code} ${subjectKey(part.about)}`, commands: [], fixable: false, ...part }
}

export function sickFindings({ machines, networks }: Inventory): Finding[] {
  const [web] = machines
  const network = networks.find(({ name }) => name === 'default')
  const nic = web?.nics[0]
  if (!web || !network || !nic) return []
  const { alias, mac, slot } = nic
  return [
    finding({
      code: 'tap-without-bridge',
      level: 'error',
      about: { type: 'nic', uuid: web.uuid, name: web.name, nic: { alias, mac, slot } },
      params: { machine: web.name, tap: 'vnet0', bridge: 'virbr0' },
      evidence: [
        {
          command: 'ip -o -d link',
          output:
            '7: vnet0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UNKNOWN mode DEFAULT group default qlen 1000\\    link/ether fe:54:00:6b:3c:58 brd ff:ff:ff:ff:ff:ff',
        },
      ],
      fixable: true,
      commands: ['sudo ip link set dev vnet0 master virbr0'],
    }),
    finding({
      code: 'host-dns-silent',
      level: 'error',
      about: { type: 'host' },
      params: { servers: '198.51.100.1' },
      evidence: [{ command: 'dig @198.51.100.1 . NS', output: ';; no servers could be reached' }],
    }),
    finding({
      code: 'network-no-autostart',
      level: 'warning',
      about: { type: 'network', uuid: network.uuid, name: network.name },
      params: { network: network.name, machines: 'web, db' },
      evidence: [{ command: 'virsh net-info default', output: 'Autostart:      no' }],
      fixable: true,
      commands: ['virsh net-autostart default'],
    }),
  ]
}

export function diagnosisOf(
  target: DiagnosisTarget,
  findings: Finding[],
  asAdministrator: boolean,
): Diagnosis {
  const cause = 'Operation not permitted (you must be root)'
  const rules = {
    what: 'firewall-rules',
    reason: message('unseen.refused', { cause }),
    command: 'sudo nft list ruleset',
    administrator: true,
  } as const
  return {
    target,
    at: Date.now(),
    findings,
    checked: findingCodes.slice(0, asAdministrator ? 36 : 31),
    unseen: asAdministrator ? [] : [rules],
    asAdministrator,
  }
}

/** What the doctor says first where no daemon answers. */
export function downFindings(): Finding[] {
  return (['libvirt-down', 'networkmanager-down'] as const).map((code) => ({
    id: `${code} host`,
    code,
    level: 'error',
    about: { type: 'host' },
    params: {},
    evidence: [{ command: 'virsh list --all', output: 'error: failed to connect' }],
    fixable: false,
    commands: [],
  }))
}
