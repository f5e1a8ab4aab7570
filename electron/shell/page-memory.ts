/**
 * How much a page may use before V8 clears away what it has dropped. Chromium starts with 1 MB,
 * which a page that opens fills several times: half of that time was clearing. Flags that save
 * memory instead (`--optimize-for-size`: 9 MB) made that time three times as long.
 */
import { app } from 'electron'

const FLAGS = '--min-semi-space-size=4'

/** Must be said before the app is ready. */
export function giveRoomToPages(): void {
  app.commandLine.appendSwitch('js-flags', FLAGS)
}
