/** What programs tell as JSON, checked: a host that is not this computer may say anything. */
import { z } from 'zod'

/** Those of a list that are as they should be; none where it is no list. */
export function listed<T>(text: string, item: z.ZodType<T>): T[] {
  const { data } = z.array(z.unknown()).safeParse(parsed(text))
  return (data ?? []).flatMap((one) => {
    const { success, data: found } = item.safeParse(one)
    return success ? [found] : []
  })
}

/** Null for what is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text || '[]') as unknown
  } catch {
    return null
  }
}
