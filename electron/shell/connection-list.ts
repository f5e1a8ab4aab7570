/** The connections that the person added, kept in a file of the app's own. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { formatConnectionUri, parseConnectionUri } from '../../shared/rules/connection-uri.ts'

const stored = z.strictObject({ connections: z.array(z.string()).max(100) })

export class ConnectionList {
  readonly #file: string

  constructor(file: string) {
    this.#file = file
  }

  /** What somebody else has written into the file is checked like what a person types. */
  read(): string[] {
    try {
      const { connections } = stored.parse(JSON.parse(readFileSync(this.#file, 'utf8')))
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

function isCanonical(text: string): boolean {
  const uri = parseConnectionUri(text)
  return !('problem' in uri) && formatConnectionUri(uri) === text
}
