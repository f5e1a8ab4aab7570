/**
 * What each machine's XML says, parsed when it is another one: all are read again now and then, to
 * find the few of which libvirt told nothing. The XML itself is not kept, it is most of all memory.
 */
import { hash } from 'node:crypto'

export class ParsedOnce<Parts> {
  readonly #known = new Map<string, { digest: string; parts: Parts }>()

  /** @param from all that `parse` looks at; no XML has a NUL, nor any other of libvirt's strings */
  parts(uuid: string, from: (string | boolean | null)[], parse: () => Parts): Parts {
    const digest = hash('sha1', from.join('\0'), 'base64')
    const known = this.#known.get(uuid)
    if (known?.digest === digest) return known.parts
    const parts = parse()
    this.#known.set(uuid, { digest, parts })
    return parts
  }

  forgetOthers(uuids: Iterable<string>): void {
    const there = new Set(uuids)
    for (const uuid of this.#known.keys()) if (!there.has(uuid)) this.#known.delete(uuid)
  }
}
