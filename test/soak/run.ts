/**
 * `npm run soak -- MINUTES` (default 4): the real window on a real host, used again and again.
 * Memory and open files have to stay as they are; a table is printed, and growth fails.
 */
import { Lab } from '../lab/lab.ts'

const minutes = Number(process.argv.slice(2).find((word) => Number(word) > 0) ?? 4)
await using lab = await Lab.start()
// The window's driver listens on a loopback: it has to be the lab's.
process.exitCode = (await lab.enter(['node', 'test/soak/inside.ts', String(minutes)])) ?? 1
