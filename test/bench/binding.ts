/** The binding beside C and libvirt-python: the same work, in turns, in the same run. */
import { libvirtdRows } from './binding/libvirtd.ts'
import { testDriverRows } from './binding/test-driver.ts'
import type { BenchRow } from './row.ts'

export async function run(): Promise<BenchRow[]> {
  return [...(await libvirtdRows()), ...(await testDriverRows())]
}
