/** Writes build/package/files/lab.schema.json, which editors read: a unit test keeps it equal to what a lab may say. */
import { writeFile } from 'node:fs/promises'
import { z } from 'zod'
import { labFile } from '../shared/schemas/lab.ts'

const schema = z.toJSONSchema(labFile, { io: 'input' })
await writeFile('build/package/files/lab.schema.json', `${JSON.stringify(schema, null, 2)}\n`)
