/** The picture of networks and machines, few and many. */
import type { Page } from 'playwright-core'
import { press } from './looking.ts'
import type { Look } from './looking.ts'

const chosen = (id: string) => async (page: Page) => {
  await page.getByTestId(`thing-${id}`).click()
  await page.waitForTimeout(700)
}

const found = (words: string) => async (page: Page) => {
  await page.getByLabel('Find in the picture').fill(words)
}

async function openGroup(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Show each machine' }).first().click()
  await press('Zoom to fit')(page)
}

const menuOn = (id: string) => async (page: Page) => {
  await page.getByTestId(`thing-${id}`).click({ button: 'right' })
}

async function dragCable(page: Page): Promise<void> {
  const plug = page.getByTestId(/^plug-52:54:00:6b:3c:58/)
  await plug.hover()
  const from = await plug.boundingBox()
  const network = page.locator('.thing', { hasText: 'host-bridge' })
  const to = await network.boundingBox()
  if (!from || !to) return
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2)
  await page.mouse.down()
  await page.mouse.move(to.x + to.width / 2, to.y + to.height / 2 + 4, { steps: 8 })
}

async function dropCable(page: Page): Promise<void> {
  await dragCable(page)
  await page.mouse.up()
  await page.getByTestId('plan').waitFor()
}

const tree = press('Tree')

async function showTraffic(page: Page): Promise<void> {
  await page.getByTestId('traffic').first().scrollIntoViewIfNeeded()
  await page.locator('.uplot').first().waitFor()
}

export const pictureLooks: Record<string, Look> = {
  'traffic-machine': { at: '?scene=bridged#/machines', act: showTraffic },
  'traffic-machine-dark': { at: '?scene=bridged#/machines', dark: true, act: showTraffic },
  'traffic-network-es': { at: '?scene=bridged#/networks', language: 'es', act: showTraffic },
  'traffic-host': { at: '?scene=bridged#/host/br0', act: showTraffic },

  'picture-tagged': { at: '?scene=tagged#/' },
  'picture-tagged-dark': { at: '?scene=tagged#/', dark: true },
  'picture-3': { at: '?scene=bridged#/' },
  'picture-3-dark': { at: '?scene=bridged#/', dark: true },
  'picture-3-es': { at: '?scene=bridged#/', language: 'es' },
  'picture-30': { at: '?scene=thirty#/' },
  'picture-30-dark': { at: '?scene=thirty#/', dark: true },
  'picture-300': { at: '?scene=three-hundred#/' },
  'picture-300-dark': { at: '?scene=three-hundred#/', dark: true },
  'picture-300-open': { at: '?scene=three-hundred#/', act: openGroup },
  'picture-300-found': { at: '?scene=three-hundred#/', act: found('agent-77') },
  'picture-30-found': { at: '?scene=thirty#/', act: found('agent-2') },
  'picture-differing': { at: '?scene=differing#/' },
  'picture-loose': { at: '?scene=loose#/' },
  'picture-details': { at: '?scene=bridged#/', act: chosen('bridge:br0') },
  'picture-details-dark': { at: '?scene=bridged#/', dark: true, act: chosen('bridge:br0') },
  'picture-menu': { at: '?scene=bridged#/', act: menuOn('nic:eth1') },
  'picture-drag': { at: '?scene=bridged#/', act: dragCable },
  'picture-drop': { at: '?scene=bridged&pace=30#/', act: dropCable },
  'picture-tree': { at: '?scene=bridged#/', act: tree },
  'picture-tree-dark': { at: '?scene=loose#/', dark: true, act: tree },
  'picture-tree-es': { at: '?scene=bridged#/', language: 'es', act: press('Árbol') },
  'picture-tree-300': { at: '?scene=three-hundred#/', act: tree },
  'picture-narrow': { at: '?scene=bridged#/', width: 640 },
  'picture-narrow-picture': { at: '?scene=bridged#/', width: 720, act: press('Picture') },
}
