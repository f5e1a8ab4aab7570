/**
 * `npm run look -- [name…]`: a picture of the window in each of its states whose name begins so, or
 * in every one. Pictures go to out/look/.
 */
import { Lab } from '../lab/lab.ts'
import { buildFakeWindow } from './build.ts'

await buildFakeWindow()
await using lab = await Lab.start({ guests: false })
lab.endOnInterrupt()
const code = await lab.enter(['node', 'test/window-fake/take.ts', ...process.argv.slice(2)])
process.exitCode = code ?? 1
