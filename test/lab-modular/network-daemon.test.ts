/** The network daemon that ends alone, where it is a process of its own (LAB_HOST=modular). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chosenHost, MODULAR } from '../../build/setup/host/hosts.mjs'
import { Lab } from '../lab/lab.ts'
import { TestBackend } from '../support/backend.ts'

const NOTICED_MS = 2_000

/** What detects it runs everywhere, with fakes: test/unit/backend/libvirt-service.test.ts. */
describe.runIf(chosenHost().name === MODULAR)('a network daemon of its own', () => {
  let lab: Lab
  let backend: TestBackend

  beforeAll(async () => {
    lab = await Lab.start({ guests: ['web'] })
    backend = await TestBackend.start(lab)
  })
  afterAll(async () => {
    await backend.stop()
    await lab.stop()
  })

  const define = async (name: string) => {
    const xml = `<network><name>${name}</name></network>`
    // virsh opens a file by its name, which a pipe of Node's does not have.
    const script = 'cat >/tmp/network.xml && virsh -q net-define /tmp/network.xml'
    await lab.run(['sh', '-c', script], { input: xml })
  }
  const knows = (name: string) =>
    backend.until(({ networks }) => networks.some((one) => one.name === name), NOTICED_MS)

  it('that is killed is noticed at once, and named in what starts it', async () => {
    await define('before')
    await knows('before')
    await lab.daemons.networkd.stop('SIGKILL')
    const { services } = await backend.until(
      ({ services }) => services.libvirt.status === 'unavailable',
      NOTICED_MS,
    )
    expect(services.libvirt).toMatchObject({
      error: {
        code: 'libvirt-network-unavailable',
        params: { command: 'sudo systemctl enable --now virtnetworkd.socket' },
      },
    })
  })

  it('that is back is noticed by itself, and networks and their events come again', async () => {
    await lab.daemons.networkd.start()
    await backend.until(({ services }) => services.libvirt.status === 'connected', NOTICED_MS)
    await define('after')
    await knows('after')
  })

  it('that is restarted is nothing that anybody has to do something about', async () => {
    await lab.daemons.networkd.restart()
    await backend.until(({ services }) => services.libvirt.status === 'connected', NOTICED_MS)
    await define('again')
    await knows('again')
    const uuid = backend.inventory?.networks.find(({ name }) => name === 'again')?.uuid ?? ''
    expect((await backend.api.getNetworkDetails(uuid)).stored).toBeTruthy()
  })
})
