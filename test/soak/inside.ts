/** The long run itself, inside the lab. */
import { Lab } from '../lab/lab.ts'
import { held } from '../support/app-processes.ts'
import type { Held } from '../support/app-processes.ts'
import { startDisplay } from '../support/display.ts'
import { PuentePage } from '../support/puente-page.ts'
import { openWindow } from '../support/window.ts'
import { growth } from './growth.ts'
import { Person } from './person.ts'

const minutes = Number(process.argv[2])
const lab = Lab.attach()
await using display = await startDisplay(lab)
await using window = await openWindow(lab, { display: display.name })
const puente = new PuentePage(window.page)
await puente.ready()
const person = new Person(lab, puente)

const samples: Held[] = []
const started = performance.now()
while (performance.now() - started < minutes * 60_000) {
  await person.round()
  samples.push(await held(window.app, window.page))
}
const seconds = Math.round((performance.now() - started) / 1000)
console.log(`\n${samples.length} rounds in ${seconds} s: ${person.done()}`)
const rows = growth(samples)
console.table(rows)
const grown = rows.filter(({ ok }) => !ok)
console.log(grown.length === 0 ? 'Nothing grew.' : `${grown.length} of ${rows.length} grew.`)
process.exitCode = grown.length === 0 ? 0 : 1
