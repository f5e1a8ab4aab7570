/** Hands a text to the person as a file; where it goes is asked by the system. */
export function saveText(name: string, text: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/xml' }))
  // A name that libvirt took may have anything in it.
  link.download = name.replace(/[^\p{L}\p{N}._-]/gu, '_')
  link.click()
  URL.revokeObjectURL(link.href)
}
