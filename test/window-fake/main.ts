/** The real window on made-up data: ?scene=bridged&pace=400&reading=hangs#/machines */
import { createFake } from './fake-puente.ts'
import type { Fake } from './fake.ts'
import { bareSetup, wholeSetup } from './setups.ts'
import { scene } from './scenes.ts'

const query = new URLSearchParams(location.search)
const reading = query.get('reading')
const past = query.get('past')
const fake: Fake = createFake({
  inventory: scene(query.get('scene') ?? 'lab'),
  setup: query.get('scene') === 'no-services' ? bareSetup : wholeSetup,
  pace: Number(query.get('pace') ?? 700),
  past: past === 'none' || past === 'long' ? past : 'some',
  reading: reading === 'hangs' || reading === 'fails' ? reading : 'answers',
})
// The welcome is a state of its own; every other look is of somebody who has seen it.
if (!query.has('first')) localStorage.setItem('puente.welcomed', 'true')
Object.assign(window, { puente: handedOver(fake) })
await import('../../renderer/main.ts')

/** As the real window's: what is asked for leaves it as a copy, or not at all, as Vue's proxies. */
function handedOver(api: Fake): Fake {
  const copied = (value: unknown) => (typeof value === 'function' ? value : structuredClone(value))
  return new Proxy(api, {
    get: (_, name: keyof Fake) => {
      const method = api[name] as (...args: unknown[]) => unknown
      return (...args: unknown[]) => method(...args.map(copied))
    },
  })
}
