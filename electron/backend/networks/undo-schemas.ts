/** What ways back of networks keep on disk, checked when it is read. */
import { z } from 'zod'
import { uuid } from '../../../shared/schemas/fields.ts'

export const networkRef = z.object({ uuid, name: z.string().max(256) })
export type NetworkRef = z.infer<typeof networkRef>

/** Of libvirt's own; far above any that it has. */
export const networkXml = z.string().max(400_000)
