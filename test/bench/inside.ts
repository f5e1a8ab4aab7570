/**
 * The parts that look into a window run inside the lab, where its debugger listens:
 * `inside.ts FILE ARGUMENT…` runs FILE's `measure` there and prints what it gives.
 */
import { Lab } from '../lab/lab.ts'

const MARK = 'measured: '

/** What `measure` of a file gives when run inside. */
export async function measureInside<T>(lab: Lab, file: string, ...words: string[]): Promise<T> {
  const argv = ['node', 'test/bench/inside.ts', file, ...words]
  const { stdout } = await lab.run(argv, { timeoutMs: 1_800_000 })
  const line = stdout.split('\n').find((one) => one.startsWith(MARK))
  if (!line) throw new Error(`nothing was measured:\n${stdout}`)
  return JSON.parse(line.slice(MARK.length)) as T
}

if (import.meta.main) {
  const [file = '', ...words] = process.argv.slice(2)
  const { measure } = (await import(`./${file}`)) as {
    measure: (lab: Lab, ...words: string[]) => Promise<unknown>
  }
  console.log(MARK + JSON.stringify(await measure(Lab.attach(), ...words)))
  process.exit(0)
}
