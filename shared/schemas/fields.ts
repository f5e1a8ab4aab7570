/** What more than one part of the contract takes: names and references as they come in. */
import { z } from 'zod'
import { plainPattern } from '../rules/control-characters.ts'
import { macPattern } from '../rules/mac.ts'

/** libvirt takes any 16 bytes for a UUID, whatever version they claim: so do we. */
export const uuid = z.guid()
export const id = z.string().min(1).max(64)
export const interfaceName = z.string().regex(plainPattern).min(1).max(64)
/** Of a libvirt object. */
export const objectName = z.string().regex(plainPattern).min(1).max(256)
export const mac = z.string().regex(macPattern)

/** What libvirt calls it is taken as it is: a NIC of any MAC can be named, to be changed. */
export const nicRef = z.strictObject({
  alias: z.string().min(1).max(64).nullable(),
  mac: z.string().max(32),
  slot: z.string().max(256).nullable(),
})

/** Of a machine that is made. */
export const memoryMiB = z.int().min(16).max(16_777_216)
export const vcpus = z.int().min(1).max(1024)
/** A file on the machines' host. */
export const hostPath = z.string().regex(plainPattern).regex(/^\//).max(1024)
