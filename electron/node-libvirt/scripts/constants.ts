/**
 * Writes src/constants/ from libvirt's own API description, which libvirt-dev ships as XML.
 * Run it with the newest libvirt at hand; test/constants.test.ts compares the outcome with the
 * headers of the libvirt that is installed.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'

const apiFile = execFileSync('pkg-config', ['--variable=libvirt_api', 'libvirt'], {
  encoding: 'utf8',
}).trim()

/** Which enums a file of constants takes: the file's name, and a pattern of `header:enum`. */
const FILES: Readonly<Record<string, RegExp>> = {
  common: /^libvirt-common:|^libvirt-host:vir(ConnectFlags|ConnectCredentialType)$/,
  error: /^virterror:/,
  network: /^libvirt-network:/,
  nwfilter: /^libvirt-nwfilter:/,
  nodedev: /^libvirt-nodedev:/,
  interface: /^libvirt-interface:/,
  storage: /^libvirt-storage:vir(ConnectListAllStoragePoolsFlags|StoragePoolState|StorageVolType)$/,
  domain:
    /^libvirt-domain:vir(ConnectListAllDomains|ConnectGetAllDomainStats|DomainStatsTypes|Domain(?!Event)\w*Reason$|DomainState$|DomainCreate|DomainDefine|DomainDestroy|DomainDeviceModify|DomainInterfaceAddressesSource|DomainMetadataType|DomainModificationImpact|DomainReboot|DomainShutdownFlag|DomainUndefine|DomainXMLFlags|DomainGetHostnameFlags|DomainNostate|DomainAgentResponse)/,
  'domain-event':
    /^libvirt-domain:vir(DomainEvent|ConnectDomainEvent|DomainMemoryFailure|DomainBlockJobType)/,
}

interface Constant {
  key: string
  name: string
  /** A number, or the name of another constant. */
  value: string
}

const attribute = (tag: string, name: string): string =>
  new RegExp(`\\b${name}='([^']*)'`).exec(tag)?.[1] ?? ''

const constants = [...readFileSync(apiFile, 'utf8').matchAll(/<enum\s[^>]*>/g)].map(
  ([tag]): Constant => ({
    key: `${attribute(tag, 'file')}:${attribute(tag, 'type')}`,
    name: attribute(tag, 'name'),
    value: attribute(tag, 'value'),
  }),
)

/** An enum's end grows with every release, so it means nothing to a program built against another. */
const isEnd = (name: string): boolean => name.endsWith('_LAST') && !name.endsWith('_ADD_LAST')

const wanted = (pattern: RegExp): Constant[] =>
  constants.filter(({ key, name }) => pattern.test(key) && !isEnd(name))

const valueOf = (value: string): number => {
  const alias = constants.find(({ name }) => name === value)
  return alias ? valueOf(alias.value) : Number(value)
}

const declaration = ({ name, value }: Constant): string =>
  `export const ${name} = ${valueOf(value)}\n`

for (const [file, pattern] of Object.entries(FILES)) {
  const text = wanted(pattern).map(declaration).join('')
  const header = '// Written by scripts/constants.ts from libvirt-api.xml.\n\n'
  writeFileSync(new URL(`../src/constants/${file}.ts`, import.meta.url), header + text)
}
