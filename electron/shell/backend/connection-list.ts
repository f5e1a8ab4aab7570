/** The connections that the person added, kept in a file of the app's own. */
import { formatConnectionUri, parseConnectionUri } from '../../../shared/rules/connection-uri.ts'
import { OwnFile, StrangeFileError } from '../../state-files/own-file.ts'

/** More than anybody has: of a longer list the rest is left out, and none is added to it. */
export const MOST_CONNECTIONS = 100

export class ConnectionList {
  readonly #file: OwnFile

  constructor(path: string) {
    this.#file = new OwnFile(path)
  }

  /** What somebody else has written into the file is checked like what a person types. */
  read(): string[] {
    const uris = this.#file.read((text) => storedIn(JSON.parse(text))) ?? []
    return [...new Set(uris.filter(isCanonical))]
  }

  write(connections: string[]): void {
    this.#file.write(`${JSON.stringify({ connections }, null, 2)}\n`)
  }
}

/** By hand: the app's start would wait for the library that checks schemas. @throws StrangeFileError of another shape */
function storedIn(file: Record<string, unknown> | null): string[] {
  const { connections, ...others } = file ?? {}
  const isOurs = Array.isArray(connections) && Object.keys(others).length === 0
  if (!isOurs || !connections.every((uri) => typeof uri === 'string')) {
    throw new StrangeFileError('it is no list of connections')
  }
  return connections.slice(0, MOST_CONNECTIONS)
}

function isCanonical(text: string): boolean {
  const uri = parseConnectionUri(text)
  return !('problem' in uri) && formatConnectionUri(uri) === text
}
