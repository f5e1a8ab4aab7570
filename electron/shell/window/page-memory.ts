/**
 * How V8 clears away what a page has dropped: after 4 MB, where Chromium starts with 1, which a page
 * that opens fills several times (half of that time was clearing; flags that save memory instead,
 * `--optimize-for-size` and its 9 MB, made it three times as long). And what has grown old is looked
 * through by one thread beside the page's own, where V8 takes three, also of two cores: they kept the
 * display from its frames. A heap of 60 MB is no work for more.
 */
import { app } from 'electron'

const FLAGS = '--min-semi-space-size=4 --concurrent-marking-max-worker-num=1'

/** Must be said before the app is ready. */
export function giveRoomToPages(): void {
  app.commandLine.appendSwitch('js-flags', FLAGS)
}
