/**
 * `npm run pictures`: the README's pictures, taken anew. The real window does the main job in a lab
 * by itself, as in `npm run sandbox` without a display; some of its screenshots are the pictures.
 */
import { copyFileSync, readdirSync } from 'node:fs'
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

await using lab = await Lab.start()
lab.endOnInterrupt()
const code = await lab.enter(['node', 'test/demo/main.ts'])
if (code !== 0) throw new Error('The main job was not done; the pictures are as they were.')

const shots = readdirSync(SHOTS)
for (const [picture, shot] of Object.entries(wanted)) {
  const file = shots.find((name) => name.replace(/^\d+-/, '') === `${shot}.png`)
  if (!file) throw new Error(`There is no screenshot ${shot}.`)
  copyFileSync(`${SHOTS}/${file}`, `${PICTURES}/${picture}.png`)
  console.log(`${PICTURES}/${picture}.png`)
}
