/** The package's program that keeps rules of Docker's chain for others over a boot. */
import { exists } from '../side.ts'
import type { HostSide } from '../side.ts'

/** As `asAdministrator` knows it; in nobody's PATH. */
export const DOCKER_KEEPER = 'docker-user'
const FILE = '/usr/lib/puente/docker-user'

export function hasDockerKeeper(side: HostSide): Promise<boolean> {
  return exists(side, FILE)
}

/** As people run it themselves. Pure. */
export function inFull(argv: string[]): string[] {
  const [program = '', ...words] = argv
  return program === DOCKER_KEEPER ? [FILE, ...words] : argv
}
