/** Hands a text to the person as a file; where it goes is asked by the system. */
export function saveText(name: string, text: string, type = 'application/xml'): void {
  saveFile(name, new Blob([text], { type }))
}

export function saveFile(name: string, content: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  // A name that libvirt took may have anything in it.
  link.download = name.replace(/[^\p{L}\p{N}._-]/gu, '_')
  link.click()
  URL.revokeObjectURL(link.href)
}
