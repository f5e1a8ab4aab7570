/** A unicast MAC address in libvirt's form, six pairs with colons. */
export const macPattern = /^[0-9a-f][02468ace](:[0-9a-f]{2}){5}$/i

export function isMac(text: string): boolean {
  return macPattern.test(text)
}

/** A MAC in QEMU's own range (52:54:00), from three random bytes. */
export function qemuMac(random: Uint8Array): string {
  const tail = Array.from(random.slice(0, 3), (byte) => byte.toString(16).padStart(2, '0'))
  return ['52', '54', '00', ...tail].join(':')
}
