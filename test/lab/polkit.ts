import { writeFile, rename } from 'node:fs/promises'
import { pathIn, type Place } from './place.ts'
import { runIn } from './process.ts'
import { until } from './wait.ts'

const NM = 'org.freedesktop.NetworkManager'

/** What the app needs of an ordinary user's rights; alex has them from the start. */
export const NEEDED = [
  `${NM}.network-control`,
  `${NM}.settings.modify.system`,
  `${NM}.settings.modify.own`,
  `${NM}.checkpoint-rollback`,
  'org.libvirt.unix.monitor',
  'org.libvirt.unix.manage',
]

const RULES = '/etc/polkit-1/rules.d/10-lab.rules'

/**
 * What polkit answers about alex. Without a grant there is what Debian ships: it asks for an
 * administrator's password, and as no agent runs in the lab, that is a refusal.
 */
export class Polkit {
  readonly #place: Place

  constructor(place: Place) {
    this.#place = place
  }

  async grant(...actions: string[]): Promise<void> {
    const granted = new Set([...(await this.#granted()), ...actions])
    await this.write([...granted])
    await this.#takenUp(actions, true)
  }

  async revoke(...actions: string[]): Promise<void> {
    const granted = await this.#granted()
    await this.write(granted.filter((action) => !actions.includes(action)))
    await this.#takenUp(actions, false)
  }

  /** Sets exactly these, before polkitd runs. */
  async write(granted: string[]): Promise<void> {
    // Renamed into place: polkitd must never read half a file.
    const file = pathIn(this.#place, RULES)
    await writeFile(`${file}.new`, polkitRule(granted))
    await rename(`${file}.new`, file)
  }

  async #granted(): Promise<string[]> {
    const { stdout } = await runIn(this.#place, ['head', '-n', '1', RULES])
    return JSON.parse(stdout.slice('// '.length)) as string[]
  }

  /** polkitd watches the folder and reads it again in its own time. */
  async #takenUp(actions: string[], granted: boolean): Promise<void> {
    for (const action of actions) {
      await until(`polkit takes up ${action}`, async () => {
        const script = `exec pkcheck --action-id '${action}' --process $$`
        const options = { user: 'alex', check: false } as const
        const { code } = await runIn(this.#place, ['sh', '-c', script], options)
        return (code === 0) === granted
      })
    }
  }
}

/** A file of polkit's that grants alex exactly these; its first line lists them. */
export function polkitRule(granted: string[]): string {
  return `// ${JSON.stringify(granted)}
polkit.addRule(function (action, subject) {
  if (subject.user === 'alex' && ${JSON.stringify(granted)}.indexOf(action.id) >= 0) return 'yes'
})
`
}
