/** What CONTRIBUTING.md says of the house, and what lint can't see of it. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../../..')
const files = ['electron', 'shared', 'renderer', 'build', 'test'].flatMap((room) =>
  readdirSync(join(root, room), { encoding: 'utf8', recursive: true }).map(
    (name) => `${room}/${name}`,
  ),
)
const read = (file: string) => readFileSync(join(root, file), 'utf8')

describe('imports', () => {
  /** Lint's own rule passes over those of types alone. */
  const IMPORT = /(?:from|import)\s*\(?\s*'(\.{1,2}\/[^'?]+)/g
  /** A child names its parent: the class that it comes from. */
  const PARENTS: Record<string, string> = {
    'electron/node-libvirt/src/domain.ts': 'electron/node-libvirt/src/connection.ts',
    'electron/node-libvirt/src/network.ts': 'electron/node-libvirt/src/connection.ts',
    'electron/node-libvirt/src/network-port.ts': 'electron/node-libvirt/src/network.ts',
  }
  const sources = files.filter((file) => /(?<!\.d)\.(ts|vue|mjs)$/.test(file))
  const known = new Set(sources)
  const imports = new Map(
    sources.map((file) => [
      file,
      [...read(file).matchAll(IMPORT)]
        .map(([, path = '']) => normalize(join(dirname(file), path)))
        .filter((other) => known.has(other) && PARENTS[file] !== other),
    ]),
  )

  /** The way from a file back to itself, or null. */
  function circleFrom(start: string, clear: Set<string>): string[] | null {
    const way: string[] = []
    const visit = (file: string): string[] | null => {
      if (way.includes(file)) return [...way.slice(way.indexOf(file)), file]
      if (clear.has(file)) return null
      way.push(file)
      for (const other of imports.get(file) ?? []) {
        const circle = visit(other)
        if (circle) return circle
      }
      clear.add(way.pop() ?? '')
      return null
    }
    return visit(start)
  }

  it('go in no circle, those of types alone neither', () => {
    const clear = new Set<string>()
    const circles = sources.map((file) => circleFrom(file, clear)).filter(Boolean)
    expect(clear.size).toBeGreaterThan(900)
    expect(circles).toEqual([])
  })
})

describe('CONTRIBUTING.md', () => {
  const text = read('CONTRIBUTING.md')
  const named = [...text.matchAll(/`([\w.@-]+(?:\/[\w.@{},-]*)+)`/g)].map(([, path = '']) => path)
  const paths = named.filter((path) => /^(electron|shared|renderer|build|test|docs)\//.test(path))

  it('names folders and files that there are', () => {
    const missing = paths.flatMap(expanded).filter((path) => !existsSync(join(root, path)))
    expect(paths.length).toBeGreaterThan(15)
    expect(missing).toEqual([])
  })

  it('names a file of ours by a name that there is', () => {
    const alone = [...text.matchAll(/`(?:[\w-]+\/)*([\w-]+\.(?:ts|vue|mjs))`/g)].map(
      ([, name = '']) => name,
    )
    const there = new Set(files.map((file) => file.slice(file.lastIndexOf('/') + 1)))
    expect(alone.filter((name) => !there.has(name))).toEqual([])
  })

  it('names commands that there are', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
    const commands = [...text.matchAll(/npm run ([\w:]+)/g)].map(([, name = '']) => name)
    expect(commands.filter((name) => name !== 'X' && !(name in scripts))).toEqual([])
  })
})

/** `locales/{en,es}/backend.json` is two. */
function expanded(path: string): string[] {
  const [whole, list = ''] = /\{([^}]*)\}/.exec(path) ?? []
  return whole ? list.split(',').map((item) => path.replace(whole, item)) : [path]
}
