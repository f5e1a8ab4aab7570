/**
 * `npm run look -- [name…]`: a picture of the window in each of its states whose name begins so, or
 * in every one. Pictures go to out/look/.
 */
import { Lab } from '../lab/lab.ts'

await using lab = await Lab.start({ guests: false })
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => void lab.stop().then(() => process.exit(130)))
}
const code = await lab.enter(['node', 'test/window-fake/take.ts', ...process.argv.slice(2)])
process.exitCode = code ?? 1
