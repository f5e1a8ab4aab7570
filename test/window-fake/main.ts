/** The real window on made-up data: ?scene=bridged&pace=400&reading=hangs#/machines */
import { createFake, type Fake } from './fake-puente.ts'
import { scene } from './scenes.ts'

const query = new URLSearchParams(location.search)
const reading = query.get('reading')
const fake: Fake = createFake({
  inventory: scene(query.get('scene') ?? 'lab'),
  pace: Number(query.get('pace') ?? 700),
  reading: reading === 'hangs' || reading === 'fails' ? reading : 'answers',
})
Object.assign(window, { puente: fake })
await import('../../renderer/main.ts')
