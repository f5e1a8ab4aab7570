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

it('a test names a file of ours, in whatever way, where it is', () => {
  const NAMED = /['"`](?:\.\/)?((?:electron|renderer|shared)\/[\w./-]+\.(?:ts|vue))['"`]/g
  const tests = files.filter((file) => /^test\/.*\.ts$/.test(file))
  const named = tests.flatMap((file) =>
    [...read(file).matchAll(NAMED)].map(([, path = '']) => path),
  )
  expect(named.length).toBeGreaterThan(3)
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([])
})

describe('folders', () => {
  const sizes = new Map<string, number>()
  for (const file of files.filter((one) => /\.(ts|vue|mjs|cc|h)$/.test(one))) {
    if (!/node_modules|\/dist\//.test(file)) {
      sizes.set(dirname(file), (sizes.get(dirname(file)) ?? 0) + 1)
    }
  }
  const larger = (most: number, among: RegExp) =>
    [...sizes].filter(([folder, size]) => among.test(folder) && size > most)

  it('have no forty files side by side', () => {
    expect(larger(16, /^electron\/networkmanager/)).toEqual([])
    expect(larger(25, /^(electron|shared|renderer)/)).toEqual([])
  })
})

describe.each(['CONTRIBUTING.md', 'docs/testing.md'])('%s', (document) => {
  const text = read(document)
  const named = [...text.matchAll(/`([\w.@-]+(?:\/[\w.@{},-]*)+)`/g)].map(([, path = '']) => path)
  const paths = named.filter((path) => /^(electron|shared|renderer|build|test|docs)\//.test(path))

  it('names folders and files that there are', () => {
    const missing = paths.flatMap(expanded).filter((path) => !existsSync(join(root, path)))
    expect(paths.length).toBeGreaterThan(document === 'CONTRIBUTING.md' ? 15 : 0)
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

describe('CONTRIBUTING.md', () => {
  const text = read('CONTRIBUTING.md')

  it('is a page or two, with the words that the house uses', () => {
    expect(text.split('\n').length).toBeLessThan(117)
    const [, words = ''] = text.split('\n## Words\n')
    const told = words.split('\n## ')[0]?.match(/\*\*[\w ]+\*\*/g) ?? []
    expect(told.length).toBeGreaterThanOrEqual(20)
  })

  it('has the floors that lint knows', () => {
    const rules = read('eslint.config.js')
    const [, list = ''] = /const floors = \[([^\]]*)\]/.exec(rules) ?? []
    const floors = [...list.matchAll(/'(\w+)'/g)].map(([, name]) => name)
    const [line = ''] = /^- `renderer\/`, floors:.*$/m.exec(text) ?? []
    const told = [...line.matchAll(/`(\w+)\/`/g)].map(([, name]) => name).slice(1)
    expect(told).toEqual(floors)
    expect(rules).toContain("'max-lines': ['error', { max: 400")
  })
})

it.each(
  readdirSync(join(root, 'docs'))
    .map((name) => `docs/${name}`)
    .concat('CONTRIBUTING.md'),
)('%s links to what is there', (document) => {
  const links = [...read(document).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, to = '']) => to)
  const missing = links.filter((to) => !existsSync(join(root, dirname(document), to)))
  expect(missing).toEqual([])
})

/** `locales/{en,es}/backend.json` is two. */
function expanded(path: string): string[] {
  const [whole, list = ''] = /\{([^}]*)\}/.exec(path) ?? []
  return whole ? list.split(',').map((item) => path.replace(whole, item)) : [path]
}
