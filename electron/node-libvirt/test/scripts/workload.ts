/** Everything once or a few times, for a memory checker to watch; the argument is how often. */
import {
  Connection,
  constants as C,
  type ConnectionEventName,
  type CredentialRequest,
} from '../../src/index.ts'
import { EVENT_SOURCES } from '../../src/events.ts'
import { domainXml, hostUri, networkXml } from '../support/test-host.ts'

const ROUNDS = Number(process.argv[2] ?? 5)
const ignore = () => {}
const NIC = `<interface type='network'><source network='net0'/></interface>`

async function useNetworks(connection: Connection): Promise<void> {
  const network = await connection.defineNetwork(networkXml('extra', 9))
  await network.create()
  await network.setAutostart(true).catch(ignore)
  await network.getAutostart()
  await network.getXml()
  await network.getBridgeName()
  await network.update(
    'add-last',
    'ip-dhcp-host',
    -1,
    `<host ip='10.109.0.9' mac='52:54:00:00:00:09'/>`,
  )
  await network.getDhcpLeases().catch(ignore)
  await network.listPorts().catch(ignore)
  await network.getMetadata('title').catch(ignore)
  await network.destroy()
  await network.undefine()
}

async function useDomains(connection: Connection): Promise<void> {
  const domain = await connection.defineDomain(domainXml('extra', 99))
  await domain.create()
  await domain.setMetadata('title', 'A title')
  await domain.getMetadata('title')
  await domain.getInterfaceAddresses('lease')
  await domain.interfaceStats('testnet0')
  await domain.setInterfaceParameters('testnet0', { 'inbound.average': 5 })
  await domain.getInterfaceParameters('testnet0')
  await domain.attachDevice(NIC).catch(ignore)
  await connection.getDomainStats([domain])
  await domain.destroy()
  await domain.undefine()
  await domain.getXml().catch(ignore)
}

async function useHost(connection: Connection): Promise<void> {
  await Promise.all((await connection.listNodeDevices()).map((device) => device.listCapabilities()))
  await Promise.all((await connection.listInterfaces()).map((nic) => nic.getXml()))
  await connection.getCapabilities()
  await connection.listNWFilters().catch(ignore)
}

async function listen(connection: Connection): Promise<void> {
  for (const name of Object.keys(EVENT_SOURCES) as ConnectionEventName[]) {
    await connection.on(name, ignore).catch(ignore)
  }
}

async function round(): Promise<void> {
  const uri = hostUri({
    domains: 20,
    networks: 3,
    extra: `<auth><user password='sesame'>ali</user></auth>`,
  })
  const types = [C.VIR_CRED_AUTHNAME, C.VIR_CRED_PASSPHRASE]
  const ask = ([request]: readonly CredentialRequest[]) =>
    request!.type === C.VIR_CRED_AUTHNAME ? ['ali'] : ['sesame']
  const connection = await Connection.open(uri, { auth: { types, ask } })
  await Connection.open(uri, { auth: { types, ask: () => null! } }).catch(ignore)
  await listen(connection)
  await useNetworks(connection)
  await useDomains(connection)
  await useHost(connection)
  await connection.listDomainsInfo({ xml: true, inactiveXml: true })
  await connection.listNetworksInfo({ xml: true })
  await connection.getAllDomainStats()
  const calls = Array.from({ length: 50 }, () => connection.lookupDomainByName('vm1'))
  await connection.close()
  await Promise.all(calls)
  await connection.getHostname().catch(ignore)
}

for (let i = 0; i < ROUNDS; i++) await round()
// Nobody closes this one: the end of the process does, with calls under way.
const abandoned = await Connection.open('test:///default')
await listen(abandoned)
for (let i = 0; i < 20; i++) void abandoned.listDomainsInfo({ xml: true })
globalThis.gc?.()
console.log('worked')
process.exit()
