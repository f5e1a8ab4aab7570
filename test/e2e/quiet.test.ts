/** The app alone with a network: it has nothing to say to it. */
import { expect, it } from 'vitest'
import { Lab } from '../lab/lab.ts'
import { ROUTER } from '../lab/lan.ts'
import { startDisplay } from '../support/display.ts'
import { isOfNoMachinePage, watchPackets } from '../support/packets.ts'
import { PuentePage } from '../support/puente-page.ts'
import { openWindow } from '../support/window.ts'

const PAGES = ['Networks', 'Machines', 'Host network', 'Overview'] as const

const lab = Lab.attach()

it('sends nothing but what the page of a machine asks for, and fetches only its own files, on every page', async () => {
  const packets = await watchPackets(lab)
  await using display = await startDisplay(lab)
  await using window = await openWindow(lab, { display: display.name })
  const requests: string[] = []
  window.page.on('request', (request) => requests.push(request.url()))
  await window.page.reload()
  const puente = new PuentePage(window.page)
  await puente.ready()
  for (const page of PAGES) await puente.goTo(page)
  const own = (url: string) => /^(app:\/\/puente\/|data:|blob:)/.test(url)
  expect(requests.length).toBeGreaterThan(2)
  expect(requests.filter((url) => !own(url))).toEqual([])
  expect((await packets.sent()).filter(isOfNoMachinePage)).toEqual([])
})

it('has no way out for a page that tries: no name, no hint, no peer connection', async () => {
  const packets = await watchPackets(lab)
  await using display = await startDisplay(lab)
  await using window = await openWindow(lab, { display: display.name })
  await window.page.evaluate(async (router) => {
    for (const rel of ['dns-prefetch', 'preconnect', 'prefetch']) {
      const link = document.createElement('link')
      Object.assign(link, { rel, href: 'https://leak.example.org/' })
      document.head.append(link)
    }
    const peer = new RTCPeerConnection({ iceServers: [{ urls: `stun:${router}:3478` }] })
    peer.createDataChannel('leak')
    await peer.setLocalDescription(await peer.createOffer())
    navigator.sendBeacon(`http://${router}/leak`)
    await fetch(`http://${router}/leak`).catch(() => undefined)
    await new Promise((resolve) => setTimeout(resolve, 2_000))
  }, ROUTER)
  expect(await packets.sent()).toEqual([])
})
