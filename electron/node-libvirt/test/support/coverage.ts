import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The families of functions that this package is about: whatever libvirt has of them is listed. */
export const FAMILIES: Readonly<Record<string, RegExp>> = {
  connection: /^virConnect|^virConn/,
  network: /^virNetwork(?!Port)/,
  'network port': /^virNetworkPort/,
  domain: /^virDomain/,
  'network filter': /^virNWFilter/,
  'node device': /^virNodeDevice|^virNode(ListDevices|NumOfDevices)/,
  'host interface': /^virInterface/,
  storage: /^virStorage/,
  stream: /^virStream/,
}

/** Why a function is not bound. The first that fits counts. */
const REASONS: readonly (readonly [reason: string, functions: RegExp])[] = [
  ['handles count their references themselves', /Ref$/],
  ['an object of JavaScript knows its connection', /GetConnect$|^virNetworkPortGetNetwork$/],
  ['UUIDs are taken and given as text', /UUID$/],
  ['virConnectOpenAuth opens in every way', /^virConnectOpen(ReadOnly)?$/],
  [
    'racy; the list of all objects is bound',
    /NumOf|^virConnectList(Defined)?(Domains|Networks|Interfaces|NWFilters)$|^virNodeListDevices$/,
  ],
  [
    'the form with flags is bound',
    /^virDomain(Create|CreateLinux|DefineXML|Destroy|Shutdown|Undefine|AttachDevice|DetachDevice)$|^virConnectDomainEvent(Der|R)egister$|^virNodeDeviceDettach$/,
  ],
  [
    'not thread-safe; errors are taken per thread',
    /^virConn(Copy|Get|Reset)LastError$|^virConnSetErrorFunc$/,
  ],
  ["the host's own network service sets interfaces up", /^virInterface/],
  [
    'storage beyond disks and media of new machines',
    /Storage|^virDomain(Block|GetBlock|SetBlock|GetDiskErrors)/,
  ],
  ['another family: secrets', /Secret/],
  ['another family: snapshots, checkpoints, backups', /Snapshot|Checkpoint|Backup/],
  ['another family: migration and saving', /Migrate|Save|Restore|CoreDump|Job|DirtyRate/],
  ['another family: consoles, pictures', /Open|Screenshot|SendKey|Channel/],
  ['streams only carry what is uploaded, and a thread of the pool may wait', /^virStream/],
  [
    'another family: processors and memory',
    /Vcpu|CPU|Memory|Pin|IOThread|Numa|Scheduler|Blkio|Perf|LaunchSecurity|PMSuspend|PMWakeup/,
  ],
  [
    'another family: inside the guest',
    /FS|GuestInfo|GuestVcpus|SSHKeys|UserPassword|^virDomain[GS]etTime$|InjectNMI|ProcessSignal/,
  ],
  ["files of the caller's process, which a daemon elsewhere has not", /WithFiles|FDAssociate/],
  ['facts that the XML has too', /^virDomainGet(Info|ControlInfo|SecurityLabel(List)?|Messages)$/],
  ['rarely asked; not needed for networking', /Native|Sysinfo|SetIdentity|SetLifecycleAction/],
]

const apiFile = (): string =>
  execFileSync('pkg-config', ['--variable=libvirt_api', 'libvirt'], { encoding: 'utf8' }).trim()

/** Every function that libvirt's description of its API has in our families. */
export function libvirtFunctions(): string[] {
  const api = readFileSync(apiFile(), 'utf8')
  const names = [...api.matchAll(/<function name='(\w+)'/g)].map(([, name]) => name!)
  return names.filter((name) => Object.values(FAMILIES).some((family) => family.test(name)))
}

/** Every function of libvirt that the C++ sources name outside comments. */
export function boundFunctions(): Set<string> {
  const directory = fileURLToPath(new URL('../../native/', import.meta.url))
  const files = readdirSync(directory, { encoding: 'utf8', recursive: true })
  const sources = files
    .filter((file) => /\.(cc|h)$/.test(file))
    .map((file) => readFileSync(directory + file, 'utf8'))
  const code = sources.join('\n').replace(/\/\*[^]*?\*\/|\/\/.*/g, '')
  return new Set(code.match(/\bvir[A-Z]\w+/g))
}

export const reasonFor = (name: string): string | undefined =>
  REASONS.find(([, functions]) => functions.test(name))?.[0]

export const reasons = (): string[] => REASONS.map(([reason]) => reason)
