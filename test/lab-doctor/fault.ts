/** What a fault is, and what several of them do. */
import type { DiagnosisTarget, Finding } from '../../shared/model/finding.ts'
import { ROUTER } from '../lab/lan.ts'
import type { Patients } from './patients.ts'

export interface Fault {
  code: Finding['code']
  what: string
  target: (at: Patients) => DiagnosisTarget
  make: (at: Patients) => Promise<unknown>
  /** Is the guest really cut off then? Left out where nothing is cut off yet. */
  broken?: (at: Patients) => Promise<boolean>
  /** What a person does whom the app can only tell; else the finding's own fix is carried out. */
  byHand?: (at: Patients, finding: Finding) => Promise<unknown>
  /** The guest has its network, or what else was promised. */
  works: (at: Patients) => Promise<unknown>
  restore?: (at: Patients) => Promise<unknown>
}

export const web = (at: Patients) => at.machine('web')
export const cut = (at: Patients) => at.reaches('web', at.gateway).then((reached) => !reached)
export const cutFromLan = (at: Patients) => at.reaches('web', ROUTER).then((reached) => !reached)
export const pings = (at: Patients) => at.pings('web')
export const pingsLan = (at: Patients) => at.pingsLan('web')
export const leases = (at: Patients) => at.leases('web')
export const cannotLease = async (at: Patients) =>
  !(await at.inGuest('web', 'udhcpc -n -q -f -i eth0 -s /bin/true -t 2 -T 1'))

export const SPARE = '52:54:00:51:64:77'
export const NOWHERE =
  '<network><name>nowhere</name><forward mode="bridge"/><bridge name="br9"/></network>'
/** Of a NIC that has never leased anything. */
export const FRESH = '52:54:00:51:64:79'
export const SPARE_TOO = '52:54:00:51:64:78'
/** One address, for one guest. */
export const TIGHT =
  '<network><name>tight</name><bridge name="virbr8" stp="off"/><ip address="10.66.0.1" netmask="255.255.255.0"><dhcp><range start="10.66.0.10" end="10.66.0.10"/></dhcp></ip></network>'
/** Nobody gets an address there who has none reserved. */
export const RESERVED =
  '<network><name>reserved</name><bridge name="virbr6" stp="off"/><ip address="10.67.0.1" netmask="255.255.255.0"><dhcp><host mac="52:54:00:51:64:aa" ip="10.67.0.10"/></dhcp></ip></network>'
export const APART = '<network><name>apart</name><bridge name="virbr7" stp="off"/></network>'

export async function wire(
  at: Patients,
  network: string,
  when: 'now' | 'now-and-stored',
): Promise<void> {
  const mac = at.mac('web')
  const changes = { source: { type: 'network' as const, network, portGroup: null } }
  const intent = {
    machine: at.machines.get('web').uuid,
    nic: at.machines.ref('web', mac),
    changes,
    when,
  }
  await at.apply(at.backend.api.planChangeNic(intent))
}

/** As somebody else does it, in the stored definition alone. */
export async function storeOn(at: Patients, name: string, from: string, to: string): Promise<void> {
  const xml = await at.machines.definedXml(name)
  const input = xml.replace(`network='${from}'`, `network='${to}'`)
  await at.lab.run(['sh', '-c', 'cat >/tmp/stored.xml; virsh define /tmp/stored.xml'], { input })
}

export function addressOf(at: Patients, name: string): string {
  const leased = at.network('default').leases.find(({ mac }) => mac === at.mac(name))
  return leased?.address ?? ''
}

export async function off(at: Patients, name: string): Promise<void> {
  // A fault that could not be made has not started it.
  await at.lab.run(['virsh', 'destroy', name], { check: false })
  await at.backend.until(() => at.machines.get(name).state === 'shut-off')
}

/** The next NIC gets the same name in the guest, and must not be taken for this one. */
export async function gone(at: Patients, name: string, nic: string): Promise<void> {
  await at.lab.guest(name).run(`while [ -e /run/${nic} ]; do sleep 1; done`, 30_000)
}

/** A NIC for the running machine alone, which its guest has noticed. */
export async function plugInto(
  at: Patients,
  network: string,
  name: string,
  mac: string,
): Promise<void> {
  const words = ['attach-interface', name, 'network', network, '--model', 'virtio', '--mac', mac]
  await at.lab.virsh(...words, '--live')
  await at.backend.until(() => at.machines.get(name).nics.some((nic) => nic.mac === mac))
  await at.lab.guest(name).run('while [ ! -e /run/eth1 ]; do sleep 1; done', 30_000)
}
