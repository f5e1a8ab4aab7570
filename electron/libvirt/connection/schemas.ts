/**
 * libvirt's own schemas, as they lie beside its library on this computer, asked here: libvirt itself
 * could only be asked by storing, for which it runs the emulator that a text names, and which a text
 * that is still being typed must not do.
 */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { libraryVersion } from 'node-libvirt'
import type { Connection } from 'node-libvirt'

/** Where the library is built to look for them. */
const FOLDER = '/usr/share/libvirt/schemas'

/** @returns what is wrong with a text in the checker's own words; null for nothing */
export type Schema = (xml: string) => string | null

type Kind = 'network' | 'domain'

const known = new Map<Kind, Promise<Schema | null>>()

/** Null where they can't be had, or are those of another version than the libvirt that would store it. */
export async function schemaOf(connection: Connection, kind: Kind): Promise<Schema | null> {
  const [theirs, ours] = [await connection.getLibVersion(), libraryVersion()]
  if (JSON.stringify(theirs) !== JSON.stringify(ours)) return null
  const schema = known.get(kind) ?? readSchema(kind).catch(() => null)
  known.set(kind, schema)
  return schema
}

/** The checker is a megabyte: it is loaded with the first text. @param folder of the schemas */
export async function readSchema(kind: Kind, folder = FOLDER): Promise<Schema> {
  const xml = await import('libxml2-wasm')
  const names = readdirSync(folder).filter((name) => name.endsWith('.rng'))
  const url = (name: string) => pathToFileURL(join(folder, name)).href
  // These files and no others: what is checked can't have it read any.
  const files = names.map((name) => [url(name), readFileSync(join(folder, name))] as const)
  xml.xmlRegisterInputProvider(new xml.XmlBufferInputProvider(Object.fromEntries(files)))
  const main = readFileSync(join(folder, `${kind}.rng`))
  const schema = xml.RelaxNGValidator.fromDoc(
    xml.XmlDocument.fromBuffer(main, { url: url(`${kind}.rng`) }),
  )
  return (text) => {
    const document = xml.XmlDocument.fromString(text)
    try {
      schema.validate(document)
      return null
    } catch (error) {
      if (error instanceof xml.XmlValidateError) return wordsOf(error)
      throw error
    } finally {
      document.dispose()
    }
  }
}

function wordsOf({
  message,
  details,
}: {
  message: string
  details?: { message: string }[]
}): string {
  const words = (details ?? []).map((detail) => detail.message.trim())
  return words.length > 0 ? words.join('\n') : message
}
