/**
 * What netplan makes of a profile that NetworkManager stores where it keeps them (Ubuntu): it reads the
 * keyfile into its own YAML, and writes another one of that at each boot. A stand-in for libnetplan,
 * whose own answers it is held against (`test/fixtures/networkmanager/netplan`, of netplan 1.1.2).
 */
type Keyfile = Map<string, Map<string, string>>

/** Where a profile is afterwards, and what it says. */
export function asNetplanKeeps(stored: string): { file: string; text: string } {
  const keyfile = parse(stored)
  const connection = keyfile.get('connection')
  const isNic = connection?.get('type') === 'ethernet'
  const id = isNic ? `NM-${connection.get('uuid') ?? ''}` : connection?.get('interface-name')
  // Of what it was not told, it has an opinion of its own.
  if (isNic) {
    section(keyfile, 'ethernet').set('wake-on-lan', '0')
    if (!keyfile.has('ipv4')) section(keyfile, 'ipv4').set('method', 'link-local')
    if (!keyfile.has('ipv6')) section(keyfile, 'ipv6').set('method', 'ignore')
  }
  const ipv6 = keyfile.get('ipv6')
  if (ipv6?.get('addr-gen-mode') === 'stable-privacy') ipv6.set('addr-gen-mode', '1')
  splitMarks(keyfile)
  return { file: `netplan-${id ?? ''}.nmconnection`, text: written(keyfile) }
}

/** `[user]` `puente.nic=eth0` → `[user.puente]` `nic=eth0`, of which NetworkManager knows nothing. */
function splitMarks(keyfile: Keyfile): void {
  for (const [key, value] of keyfile.get('user') ?? []) {
    const [, owner = '', name = ''] = /^(.*)\.([^.]+)$/.exec(key) ?? []
    section(keyfile, `user.${owner}`).set(name, value)
  }
  keyfile.delete('user')
}

/** Sections and keys, without what is said to people. */
export function parse(text: string): Keyfile {
  const keyfile: Keyfile = new Map()
  let current = section(keyfile, '')
  for (const line of text.split('\n')) {
    const [, title] = /^\[(.+)\]$/.exec(line) ?? []
    if (title !== undefined) current = section(keyfile, title)
    const [, key, value = ''] = /^([^#[=]+)=(.*)$/.exec(line) ?? []
    if (key !== undefined) current.set(key, value)
  }
  keyfile.delete('')
  return keyfile
}

function section(keyfile: Keyfile, title: string): Map<string, string> {
  const found = keyfile.get(title) ?? new Map<string, string>()
  keyfile.set(title, found)
  return found
}

function written(keyfile: Keyfile): string {
  const sections = [...keyfile].map(([title, keys]) =>
    [`[${title}]`, ...[...keys].map(([key, value]) => `${key}=${value}`)].join('\n'),
  )
  return `${sections.join('\n\n')}\n`
}
