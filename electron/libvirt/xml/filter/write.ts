/** A NIC's rules → libvirt's own filter. Pure. */
import { append, create, format, setAttribute } from '../dom.ts'
import type { NicRules } from '../../../../shared/model/nic-rules.ts'
import { linesOf } from './lines.ts'
import type { Around } from './lines.ts'

/**
 * @param uuid of the filter of that name that is there; libvirt takes no other for it
 * @param around what is near, and who is asked for names
 */
export function filterXml(
  { name, uuid }: { name: string; uuid: string | null },
  rules: NicRules,
  around: Around,
): string {
  const root = create('filter')
  setAttribute(root, 'name', name)
  setAttribute(root, 'chain', 'root')
  if (uuid !== null) append(root, 'uuid', {}, uuid)
  for (const { action, direction, priority, protocol, match } of linesOf(rules, around)) {
    const rule = append(root, 'rule', { action, direction, priority: String(priority) })
    append(rule, protocol, match)
  }
  return format(root)
}
