/** The connections that the person added, kept in a file of the app's own. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { formatConnectionUri, parseConnectionUri } from '../../shared/rules/connection-uri.ts'

/** More than anybody has; a longer list is nobody's own. */
const MOST = 100

export class ConnectionList {
  readonly #file: string

  constructor(file: string) {
    this.#file = file
  }

  /** What somebody else has written into the file is checked like what a person types. */
  read(): string[] {
    try {
      const { connections } = JSON.parse(readFileSync(this.#file, 'utf8')) as Record<
        string,
        unknown
      >
      if (!Array.isArray(connections) || connections.length > MOST) return []
      return [...new Set(connections.filter(isCanonical))]
    } catch {
      return []
    }
  }

  write(connections: string[]): void {
    mkdirSync(dirname(this.#file), { recursive: true })
    const unfinished = `${this.#file}.new`
    writeFileSync(unfinished, `${JSON.stringify({ connections }, null, 2)}\n`)
    renameSync(unfinished, this.#file)
  }
}

function isCanonical(text: unknown): text is string {
  if (typeof text !== 'string') return false
  const uri = parseConnectionUri(text)
  return !('problem' in uri) && formatConnectionUri(uri) === text
}
