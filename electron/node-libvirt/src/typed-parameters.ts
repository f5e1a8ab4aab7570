/**
 * libvirt's typed parameters (C: `virTypedParameter`), by name. 64-bit numbers are `number` as long
 * as that is exact and `bigint` beyond. Where they are sent to libvirt, a whole number becomes an
 * unsigned int (an int if negative), a `bigint` an unsigned long long, a fraction a double. What fits
 * none of them is refused with a RangeError: nothing is wrapped or left out.
 */
export interface TypedParameters {
  [name: string]: number | bigint | string | boolean
}
