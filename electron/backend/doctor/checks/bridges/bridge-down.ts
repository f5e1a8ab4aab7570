/** Somebody has switched the bridge off. */
import { commandLine } from '../../../../../shared/rules/shell.ts'
import { defineCheck } from '../../check.ts'
import { hostRemedy } from '../../fix.ts'
import { linkOf, quoteLinks } from '../../view.ts'
import type { Link, View } from '../../view.ts'

export default defineCheck<Down>({
  id: 'bridge-down',
  needs: 'host',
  inPassing: true,
  applicable: ({ links }) => links !== null,
  check: (view) =>
    [...downAltogether(view), ...view.bridges].flatMap((name): Down[] => {
      const link = linkOf(view, name)
      if (!link) return isDown(view, name) ? [{ name, link: null, port: portOf(view, name) }] : []
      return link.up ? [] : [{ name, link, port: null }]
    }),
  explain: ({ name, link }) => ({
    about: { type: 'bridge', name },
    level: link ? 'error' : 'warning',
    params: { bridge: name },
    evidence: link ? [quoteLinks([link])] : [],
  }),
  fix: ({ name, link, port }) => {
    const set = ['ip', 'link', 'set', 'dev', name]
    if (link) return hostRemedy([{ argv: [...set, 'up'], undo: [...set, 'down'] }])
    return {
      commands: [
        commandLine(['nmcli', 'connection', 'up', 'id', port ? `${name} port ${port}` : name]),
      ],
    }
  },
})

interface Down {
  name: string
  /** Null where NetworkManager has taken the bridge away, and has only its profile. */
  link: Link | null
  port: string | null
}

function downAltogether(view: View): string[] {
  const names = view.world.interfaces.map(({ name }) => name)
  return names.filter((name) => isDown(view, name) && !view.bridges.includes(name))
}

function isDown({ world }: View, bridge: string): boolean {
  return world.interfaces.some(({ name, bridge: facts }) => name === bridge && facts?.isDown)
}

function portOf({ world }: View, bridge: string): string | null {
  return world.interfaces.find(({ name }) => name === bridge)?.bridge?.ownPorts[0] ?? null
}
