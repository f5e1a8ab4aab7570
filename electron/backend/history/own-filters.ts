/** Filters of ours in libvirt: what else it has of them, nobody here changes. */
import { ruleKindOf } from '../../../shared/rules/nic-rules.ts'
import type { LibvirtService } from '../inventory/libvirt-service.ts'

/** Their XML, by name. */
export async function readOwnFilters({
  reading,
}: Pick<LibvirtService, 'reading'>): Promise<ReadonlyMap<string, string>> {
  const names = (await reading.readFilterNames()).filter((name) => ruleKindOf(name) !== null)
  const texts = await Promise.all(names.map((name) => reading.readFilter(name)))
  return new Map(
    names.flatMap((name, index) => {
      const text = texts[index]
      return text ? [[name, text] as const] : []
    }),
  )
}
