/** The window's states about NICs, several machines and new ones. */
import type { Page } from 'playwright-core'
import { press, pressInMenu } from './looking.ts'
import type { Look } from './looking.ts'

async function editNic(page: Page): Promise<void> {
  await page
    .getByRole('button', { name: /^Change NIC/ })
    .first()
    .click()
  await page.getByRole('dialog').getByText('Connection', { exact: true }).waitFor()
}

async function changeNetwork(page: Page): Promise<void> {
  await editNic(page)
  await page.getByRole('dialog').getByRole('combobox', { name: 'Network', exact: true }).click()
  await page.getByRole('option', { name: /host-bridge/ }).click()
  await chosen(page)
}

async function addOnDevice(page: Page): Promise<void> {
  await press('Add NIC')(page)
  await page.getByRole('dialog').getByRole('combobox', { name: 'Network', exact: true }).click()
  await page.getByRole('option', { name: /^eth/ }).first().click()
  await chosen(page)
}

/** The list fades out while the plan is made already. */
async function chosen(page: Page): Promise<void> {
  await page.getByRole('listbox').waitFor({ state: 'detached' })
  await page.getByTestId('plan').waitFor()
}

/** A NIC in user mode, to which ports lead: one is taken, one has more than most. */
async function addInUserMode(page: Page): Promise<void> {
  await press('Add NIC')(page)
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('combobox', { name: 'Network', exact: true }).click()
  await page.getByRole('option', { name: /^User mode/ }).click()
  for (const [ports, to, address] of [
    ['8080', '80', ''],
    ['2222', '22', '127.0.0.1'],
  ] as const) {
    await dialog.getByRole('button', { name: 'Add forward' }).click()
    await dialog.getByLabel('This host’s ports').last().fill(ports)
    await dialog.getByLabel('Guest’s port').last().fill(to)
    if (address) await dialog.getByLabel('This host’s address').last().fill(address)
  }
  await page.getByTestId('plan').waitFor()
}

async function addWithTakenPort(page: Page): Promise<void> {
  await addInUserMode(page)
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Add forward' }).click()
  await dialog.getByLabel('This host’s ports').last().fill('5432')
  await dialog.getByRole('button', { name: 'Add forward' }).click()
  await dialog.getByLabel('This host’s ports').last().fill('80')
}

async function fillNewMachine(page: Page): Promise<void> {
  await press('New machine')(page)
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name', { exact: true }).fill('fresh')
  await dialog.getByLabel('ISO file').fill('/var/lib/libvirt/images/debian.iso')
  await dialog.getByRole('button', { name: 'Add NIC' }).click()
  await page.getByTestId('plan').waitFor()
}

async function editMachineXml(page: Page): Promise<void> {
  await press('XML')(page)
  await page.locator('.cm-content').first().click()
  await page.keyboard.type('<!-- mine -->')
  await page.getByTestId('plan').waitFor()
}

/** In its own language: what is pressed has other words there. */
const addTagged = (add: string) => async (page: Page) => {
  await press(add)(page)
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('combobox').first().click()
  await page.getByRole('option', { name: /host-bridge/ }).click()
  await chosen(page)
  await dialog.locator('[name=vlan]').fill('42, 50')
  await page.getByTestId('tagging-note').waitFor()
}

async function addOnNat(page: Page): Promise<void> {
  await press('Add NIC')(page)
  await page.getByRole('dialog').getByRole('combobox').first().click()
  await page.getByRole('option', { name: /^default/ }).click()
  await chosen(page)
  await page.locator('[name=vlan]').scrollIntoViewIfNeeded()
}

async function filterForTags(page: Page): Promise<void> {
  await addTagged('Add NIC')(page)
  await page.getByTestId('bridge-for-tags').click()
  // What was typed of the NIC goes with its dialog, which is asked about.
  await page.getByRole('button', { name: 'Discard' }).click()
  await page.getByTestId('bridge-vlans').scrollIntoViewIfNeeded()
}

export const nicLooks: Record<string, Look> = {
  'nic-vlan': { at: '?scene=tagged#/machines', act: addTagged('Add NIC') },
  'nic-vlan-unfiltered': { at: '?scene=unfiltered#/machines', act: addTagged('Add NIC') },
  'nic-vlan-unfiltered-dark': {
    ...{ at: '?scene=unfiltered#/machines', dark: true },
    act: addTagged('Add NIC'),
  },
  'nic-vlan-es': {
    ...{ at: '?scene=tagged#/machines', language: 'es' },
    act: addTagged('Añadir NIC'),
  },
  'nic-vlan-none': { at: '?scene=unfiltered#/machines', act: addOnNat },
  'nic-vlan-filter': { at: '?scene=unfiltered#/machines', act: filterForTags },
  'edit-nic': { at: '?scene=bridged#/machines', act: changeNetwork },
  'edit-nic-dark': { at: '?scene=bridged#/machines', dark: true, act: changeNetwork },
  'edit-nic-narrow': {
    at: '?scene=bridged#/machines',
    width: 720,
    act: async (page) => {
      await page.getByTestId('machine-web').click()
      await changeNetwork(page)
    },
  },
  'edit-nic-sections': {
    at: '?scene=bridged#/machines',
    height: 1500,
    act: async (page) => {
      await editNic(page)
      for (const name of ['Device', 'Bandwidth', 'VLAN and isolation', 'Packet filter', 'XML']) {
        await page.getByRole('dialog').locator('summary').filter({ hasText: name }).click()
      }
    },
  },
  'edit-nic-sections-es': {
    at: '?scene=bridged#/machines',
    language: 'es',
    height: 1500,
    act: async (page) => {
      await page
        .getByRole('button', { name: /^Cambiar la NIC/ })
        .first()
        .click()
      for (const summary of await page.getByRole('dialog').locator('summary').all()) {
        await summary.click()
      }
    },
  },
  'add-nic-places': {
    at: '?scene=bridged#/machines',
    act: async (page) => {
      await addOnDevice(page)
      await page.getByRole('dialog').getByRole('combobox', { name: 'Network', exact: true }).click()
    },
  },
  'add-nic-user': { at: '?scene=bridged#/machines', height: 1000, act: addInUserMode },
  'add-nic-user-taken': { at: '?scene=bridged#/machines', height: 1000, act: addWithTakenPort },
  'add-nic-user-taken-dark': {
    at: '?scene=bridged#/machines',
    ...{ height: 1000, width: 720, dark: true },
    act: async (page) => {
      await page.getByTestId('machine-web').click()
      await addWithTakenPort(page)
    },
  },
  'nic-forwards': {
    at: '?scene=bridged#/machines',
    act: async (page) => {
      await addInUserMode(page)
      await page.getByRole('dialog').getByRole('button', { name: 'Add NIC' }).click()
      await page.getByTestId('forwards').waitFor()
    },
  },
  'add-nic-device-dark': { at: '?scene=bridged#/machines', dark: true, act: addOnDevice },
  'nic-pending': {
    at: '?scene=bridged&pace=20#/machines',
    act: async (page) => {
      await changeNetwork(page)
      await page.getByRole('radio', { name: /^At the next start/ }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Change' }).click()
      await page.getByTestId('nic-pending').first().waitFor()
    },
  },
  'move-machines': {
    at: '?scene=bridged&pace=20#/machines',
    act: async (page) => {
      await pressInMenu('Several machines', 'Move all machines to another network')(page)
      await page.getByLabel('To', { exact: true }).click()
      await page.getByRole('option', { name: /host-bridge/ }).click()
      await page.getByTestId('plan').waitFor()
    },
  },
  'attach-machines': {
    at: '?scene=bridged&pace=20#/machines',
    act: async (page) => {
      await pressInMenu('Several machines', 'Connect several machines to a network')(page)
      await page.getByRole('checkbox').first().click()
      await page.getByTestId('plan').waitFor()
    },
  },
  'clone-nics': {
    at: '?scene=bridged&pace=20#/machines',
    act: async (page) => {
      await press('Copy NICs from another machine')(page)
      await page.getByLabel('Copy from').click()
      await page.getByRole('option', { name: 'web' }).click()
      await page.getByTestId('plan').waitFor()
    },
  },
  'new-machine': { at: '?scene=bridged#/machines', height: 1300, act: fillNewMachine },
  'new-machine-dark': { at: '?scene=bridged#/machines', dark: true, act: fillNewMachine },
  'new-machine-image': { at: '?scene=bridged#/machines', act: fromImage },
  'new-machine-image-narrow-es': {
    at: '?scene=bridged#/machines',
    ...{ dark: true, width: 560, language: 'es' },
    act: press('Máquina nueva'),
  },
  'new-machine-narrow': { at: '?scene=bridged#/machines', width: 560, act: fillNewMachine },
  'machine-xml': { at: '?scene=bridged#/machines', act: editMachineXml },
  'machine-xml-dark': { at: '?scene=bridged#/machines', dark: true, act: editMachineXml },
  'nic-xml': {
    at: '?scene=bridged#/machines',
    act: async (page) => {
      await editNic(page)
      await page.getByRole('dialog').locator('summary').filter({ hasText: 'XML' }).click()
      await press('Edit XML')(page)
      await page.locator('.cm-content').first().click()
      await page.keyboard.type(' ')
      await page.getByTestId('plan').waitFor()
    },
  },
}

/** The storage pools stand open. */
async function fromImage(page: Page): Promise<void> {
  await press('New machine')(page)
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Start from').click()
  await page.getByRole('option', { name: 'Existing disk image' }).click()
  await dialog.getByLabel('Pools…').click()
  await page.getByRole('option', { name: 'debian-13-cloud.qcow2' }).waitFor()
}
