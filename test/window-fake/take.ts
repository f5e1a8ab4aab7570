/** Takes the pictures of look.ts, in a lab, and tells what the window's console said meanwhile. */
import { mkdirSync } from 'node:fs'
import type { ConsoleMessage, Page, Request } from 'playwright-core'
import { FakeWindow } from '../support/fake-window.ts'
import { looks } from './looks/looks.ts'
import type { Look } from './looks/looking.ts'

const SHOTS = 'out/look'

const words = process.argv.slice(2)
const wanted = Object.entries(looks).filter(
  ([name]) => words.length === 0 || words.some((word) => name.startsWith(word)),
)
mkdirSync(SHOTS, { recursive: true })
await using fake = await FakeWindow.open()
for (const [name, look] of wanted) await take(name, look)

async function take(name: string, look: Look): Promise<void> {
  const { page } = fake
  const tell = (text: string) => console.log(`${name}: ${text}`)
  using _ = listen(page, tell)
  await fake.show(page, look).catch((error: Error) => {
    tell(error.message.split('\n')[0] ?? '')
    process.exitCode = 1
  })
  await page.screenshot({ path: `${SHOTS}/${name}.png` })
}

function listen(page: Page, tell: (text: string) => void): Disposable {
  const onConsole = (entry: ConsoleMessage) => {
    if (entry.type() !== 'log') tell(`${entry.type()}: ${entry.text()}`)
  }
  const onError = (error: Error) => tell(error.message)
  const onFailed = (request: Request) => {
    const reason = request.failure()?.errorText
    // The page before went while it still loaded.
    if (reason !== 'net::ERR_ABORTED') tell(`failed: ${request.url()} (${reason})`)
  }
  page.on('console', onConsole).on('pageerror', onError).on('requestfailed', onFailed)
  return {
    [Symbol.dispose]: () => {
      page.off('console', onConsole).off('pageerror', onError).off('requestfailed', onFailed)
    },
  }
}
