/** What an edit of a machine lets reach into the host that does not do so now. Pure. */
import type { Message } from '../../../shared/message.ts'
import type { NicEdit } from '../../libvirt/index.ts'
import { parse } from '../../libvirt/xml/dom.ts'
import { asksOf } from '../../libvirt/xml/reach/added.ts'

/** What there is now, in XML; null for what is not there. */
export interface Now {
  definition: string | null
  /** The NIC that is replaced, in either life. */
  running: string | null
  stored: string | null
}

export function asksOfEdit(edit: NicEdit, now: Now): Message[] {
  switch (edit.do) {
    case 'attach':
      return between([[edit.xml, null]])
    case 'redefine':
      return between([[edit.xml, now.definition]])
    case 'replace':
      return between([
        [edit.live, now.running],
        [edit.stored, now.stored],
      ])
    case 'restore': {
      const definition = edit.stored?.definition
      const live = edit.live
      return between([
        [live?.former, live?.left],
        [definition?.former, definition?.left],
      ])
    }
    case 'change':
    case 'detach':
      return []
  }
}

/** The same in two lives is asked about once. */
function between(pairs: [after: string | null | undefined, before: string | null | undefined][]) {
  const all = pairs.flatMap(([after, before]) =>
    after ? asksOf(parse(after), before ? parse(before) : null) : [],
  )
  const seen = new Set<string>()
  return all.filter((item) => {
    const text = JSON.stringify(item)
    return !seen.has(text) && seen.add(text)
  })
}
