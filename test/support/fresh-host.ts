import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'

/**
 * One host for all tests of a file, and another one after a test that failed: what that has left
 * behind is not the next one's host, so one defect counts once. Costs nothing while all pass.
 */
export function useHost(start: () => Promise<void>, stop: () => Promise<void>): void {
  let isSpoilt = false
  beforeAll(start)
  beforeEach(async () => {
    if (!isSpoilt) return
    await stop()
    await start()
    isSpoilt = false
  })
  afterEach(({ task }) => {
    isSpoilt ||= task.result?.state === 'fail'
  })
  afterAll(stop)
}
