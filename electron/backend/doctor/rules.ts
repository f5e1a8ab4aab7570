/** The firewall's rules, wherever they are kept: only an administrator may read them. */
import type { Ruleset } from '../../host/packet-filter/index.ts'
import { merged, parseIptablesSave, parseRuleset } from '../../host/packet-filter/index.ts'
import type { HostSide, Output } from '../../host/side.ts'

export interface ReadRules {
  rules: Ruleset | null
  /** What could not be read, and would change the answer. */
  refused: Output | null
}

/** With half of the rules nobody could say what they do with a packet. */
export async function readRules(side: HostSide, administrator: boolean): Promise<ReadRules> {
  const read = readerFor(side, administrator)
  const nft = await read('nft', ['-j', 'list', 'ruleset'])
  if (nft.error !== null) return { rules: null, refused: shown(nft, 'nft list ruleset') }
  const rules = [parseRuleset(nft.stdout)]
  for (const [program, family] of await legacyPrograms(side)) {
    const save = await read(program, [])
    if (save.error !== null) return { rules: null, refused: shown(save, program) }
    rules.push(parseIptablesSave(save.stdout, family))
  }
  return { rules: merged(...rules), refused: null }
}

function readerFor(side: HostSide, administrator: boolean) {
  const asRoot = administrator && side.user.id !== 0
  return (program: string, words: string[]) =>
    asRoot ? side.asAdministrator(program, words) : side.look(program, words)
}

function shown(output: Output, command: string): Output {
  return { ...output, command: `sudo ${command}` }
}

/** nft shows nothing of these, and libvirt, Docker and ufw all go by what `iptables` is. */
async function legacyPrograms(side: HostSide): Promise<[string, 'ip' | 'ip6'][]> {
  const asked = [
    ['iptables', 'iptables-legacy-save', 'ip'],
    ['ip6tables', 'ip6tables-legacy-save', 'ip6'],
  ] as const
  const found = asked.map(async ([program, save, family]): Promise<[string, 'ip' | 'ip6'][]> => {
    const { stdout } = await side.look(program, ['--version'])
    return stdout.includes('(legacy)') ? [[save, family]] : []
  })
  return (await Promise.all(found)).flat()
}
