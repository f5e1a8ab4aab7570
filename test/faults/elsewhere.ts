/**
 * Rows of the fault table whose injection another part of the tests has: its files are run from
 * here too, and these are the tests in them, by a part of their full name.
 */
export interface Elsewhere {
  row: number
  part: 'unit' | 'lab' | 'e2e'
  file: string
  test: string
}

const held = (row: number, part: Elsewhere['part'], file: string, test: string): Elsewhere => ({
  ...{ row, part, file, test },
})

export const ELSEWHERE: Elsewhere[] = [
  held(
    23,
    'lab',
    'lab-machines/machines',
    'says that libvirtd is gone, and reads everything again',
  ),
  held(23, 'e2e', 'e2e/shell', 'says that libvirt is gone and how to start it'),
  held(25, 'lab', 'lab-networks/networks', 'is refused over'),
  held(26, 'lab', 'lab-machines/machines', 'will not stop a network under its machines'),
  held(26, 'lab', 'lab-networks/networks', 'plugs them in also when the network was stopped'),
  held(27, 'lab', 'lab-networks/networks', 'that can’t be started leaves nothing behind'),
  held(28, 'lab', 'lab-networks/networks', 'XML with'),
  held(28, 'unit', 'unit/libvirt/screen', 'a text from a person'),
  held(28, 'unit', 'unit/libvirt/bad-xml', 'ends within a second'),
  held(29, 'unit', 'unit/shared/rules', 'names'),
  held(29, 'e2e', 'e2e/networks', 'what is typed'),
  held(30, 'e2e', 'e2e/networks', 'names that others have given'),
  held(37, 'e2e', 'e2e/security', 'a page that is not ours any more'),
  held(39, 'e2e', 'e2e/shell', 'has a new backend in two seconds'),
]

/** What of a row can't be injected here, and how it is tested instead. */
export const NOT_HERE: Record<number, string> = {
  14: 'this kernel has no Wi-Fi: that the warning is given is tested',
  21: 'this kernel has no VLAN devices: their profiles are tested as plans',
}

export const ROWS = 39
