/**
 * `npm run pictures`: the README's pictures and its film, taken anew. The real window does the main job
 * in a lab by itself, as in `npm run sandbox` without a display; some of its screenshots are the
 * pictures, and all of them up to the machine on the LAN are the film.
 */
import { copyFileSync, readdirSync } from 'node:fs'
import { writeFilm } from './film.ts'
import { Lab } from '../test/lab/lab.ts'

const SHOTS = 'out/demo'
const PICTURES = 'build/pictures'

/** Screenshot by picture. */
const wanted = {
  overview: 'overview-after',
  'overview-dark': 'overview-dark',
  'overview-es': 'overview-es',
  'keep-or-revert': 'keep-or-revert',
}
/** The last one of the film. */
const END = 'overview-after'

await using lab = await Lab.start()
lab.endOnInterrupt()
const code = await lab.enter(['node', 'test/demo/main.ts'])
if (code !== 0) throw new Error('The main job was not done; the pictures are as they were.')

const shots = readdirSync(SHOTS)
  .filter((name) => name.endsWith('.png'))
  .toSorted()
for (const [picture, shot] of Object.entries(wanted)) {
  const file = shots.find((name) => name.replace(/^\d+-/, '') === `${shot}.png`)
  if (!file) throw new Error(`There is no screenshot ${shot}.`)
  copyFileSync(`${SHOTS}/${file}`, `${PICTURES}/${picture}.png`)
  console.log(`${PICTURES}/${picture}.png`)
}

const job = shots.slice(0, 1 + shots.findIndex((name) => name.endsWith(`-${END}.png`)))
writeFilm(
  job.map((name) => `${SHOTS}/${name}`),
  `${PICTURES}/main-job.png`,
)
console.log(`${PICTURES}/main-job.png`)
