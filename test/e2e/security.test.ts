/** Electron's security checklist, row by row: docs/security.md names each test by its title. */
import { beforeAll, describe, expect, it } from 'vitest'
import { shellMethodNames } from '../../shared/contract/shell.ts'
import { methodNames } from '../../shared/contract/contract.ts'
import { answerBoxes, saidInBoxes } from '../support/desktop-boxes.ts'
import { WindowSuite } from '../support/window-suite.ts'

const suite = WindowSuite.use()

/** What a page's own script finds out, as text. */
function inPage<T>(script: () => T | Promise<T>): Promise<T> {
  return suite.page.evaluate(script)
}

describe('the page', () => {
  it('has no Node and no Electron, only the methods of the contract', async () => {
    const found = await inPage(() => {
      const here = globalThis as unknown as Record<string, Record<string, unknown>>
      const names = ['process', 'require', 'module', 'Buffer', 'electron', 'ipcRenderer', 'global']
      return {
        node: names.filter((name) => here[name] !== undefined),
        methods: Object.keys(here.puente ?? {}),
        kinds: [...new Set(Object.values(here.puente ?? {}).map((value) => typeof value))],
      }
    })
    expect(found.node).toEqual([])
    const own = [...shellMethodNames, 'on', 'useConnection']
    expect(found.methods.sort()).toEqual([...methodNames, ...own].sort())
    expect(found.kinds).toEqual(['function'])
  })

  it('cannot change what it was given', async () => {
    const still = await inPage(() => {
      const here = globalThis as unknown as { puente: Record<string, unknown> }
      const before = here.puente.getInventory
      try {
        here.puente.getInventory = () => 'mine'
        ;(here as { puente: unknown }).puente = {}
      } catch {
        // Strict mode throws, sloppy mode ignores.
      }
      return here.puente.getInventory === before
    })
    expect(still).toBe(true)
  })

  it('runs with every protection that Electron has, and no experiment', async () => {
    const preferences = await suite.window.app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
        getLastWebPreferences(): Record<string, unknown>
      }
      return contents.getLastWebPreferences()
    })
    expect(preferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
    })
    expect(preferences.nodeIntegrationInWorker ?? false).toBe(false)
    expect(preferences.enableBlinkFeatures ?? '').toBe('')
  })
})

describe('the policy of what a page may load', () => {
  it('starts from nothing and opens only the app’s own files', async () => {
    const policy = await inPage(async () => {
      const { headers } = await fetch('app://puente/index.html')
      return headers.get('content-security-policy')
    })
    expect(policy?.split('; ').sort()).toEqual(
      [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        'trusted-types vue default icons',
      ].sort(),
    )
  })

  it('runs no script that a page brings with it', async () => {
    const ran = await inPage(async () => {
      const here = globalThis as unknown as { ran: string[] }
      here.ran = []
      const script = document.createElement('script')
      const image = document.createElement('img')
      // A text may be refused even earlier, as no script at all.
      for (const write of [
        () => script.append('globalThis.ran.push("inline")'),
        () => image.setAttribute('onerror', 'globalThis.ran.push("handler")'),
        () => setTimeout('globalThis.ran.push("timer")'),
      ]) {
        try {
          write()
        } catch {
          continue
        }
      }
      document.head.append(script)
      image.src = 'data:,'
      document.body.append(image)
      // Later: what the test driver itself evaluates may evaluate, too.
      setTimeout(() => new Function('globalThis.ran.push("eval")')())
      await new Promise((resolve) => setTimeout(resolve, 300))
      return here.ran
    })
    expect(ran).toEqual([])
  })

  it('makes no element of a text, and no policy that would', async () => {
    const made = await inPage(() => {
      const text = '<img src="data:," alt="made">'
      const attempt = (write: () => unknown) => {
        try {
          return String(write())
        } catch (error) {
          return (error as Error).name
        }
      }
      const box = document.createElement('div')
      document.body.append(box)
      const script = document.createElement('script')
      const { trustedTypes } = globalThis as unknown as {
        trustedTypes: { createPolicy(name: string, rules: object): unknown }
      }
      const rules = { createHTML: (markup: string) => markup }
      const outcomes = [
        attempt(() => (box.innerHTML = text)),
        attempt(() => box.insertAdjacentHTML('beforeend', text)),
        attempt(() => new DOMParser().parseFromString(text, 'text/html')),
        attempt(() => document.createRange().createContextualFragment(text)),
        attempt(() => document.write(text)),
        attempt(() => (script.src = 'app://puente/x.js')),
        attempt(() => (script.textContent = 'globalThis.made = true')),
        ...['mine', 'vue', 'default', 'icons'].map((name) =>
          attempt(() => trustedTypes.createPolicy(name, rules)),
        ),
      ]
      const harmless = attempt(() => (box.innerHTML = 'a text'))
      const elements = box.childElementCount
      box.remove()
      return { outcomes, harmless, elements }
    })
    expect(new Set(made.outcomes)).toEqual(new Set(['TypeError']))
    expect(made).toMatchObject({ harmless: 'a text', elements: 0 })
  })

  it('loads nothing from elsewhere, by any element', async () => {
    const blocked = await inPage(async () => {
      const seen: string[] = []
      document.addEventListener('securitypolicyviolation', ({ blockedURI }) =>
        seen.push(blockedURI),
      )
      const elsewhere = (tag: string, attribute: string, url: string) => {
        const element = document.createElement(tag)
        try {
          element.setAttribute(attribute, url)
          document.body.append(element)
        } catch {
          // Where a script or a program would come from, a text is not even written down.
          seen.push(url)
        }
      }
      elsewhere('img', 'src', 'https://example.org/image.png')
      elsewhere('script', 'src', 'https://example.org/script.js')
      elsewhere('iframe', 'src', 'https://example.org/frame')
      elsewhere('iframe', 'src', 'app://puente/index.html')
      elsewhere('object', 'data', 'https://example.org/object')
      elsewhere('video', 'src', 'https://example.org/video')
      await fetch('https://example.org/fetch').catch(() => undefined)
      await new Promise((resolve) => setTimeout(resolve, 300))
      return seen
    })
    for (const name of ['image.png', 'script.js', 'frame', 'object', 'video', 'fetch']) {
      expect(blocked.some((uri) => uri.includes(name) || uri === 'https://example.org')).toBe(true)
    }
    expect(blocked.length).toBeGreaterThanOrEqual(7)
  })
})

describe('what a page asks of the desktop', () => {
  it('is denied, but for copying a text', async () => {
    const answers = await inPage(async () => {
      const names = ['geolocation', 'notifications', 'camera', 'microphone', 'midi'] as const
      const states = names.map(async (name) => {
        const { state } = await navigator.permissions.query({ name: name as PermissionName })
        return `${name} ${state}`
      })
      const stream = navigator.mediaDevices.getUserMedia({ audio: true }).then(
        () => 'heard',
        () => 'refused',
      )
      const place = new Promise<string>((resolve) => {
        navigator.geolocation.getCurrentPosition(
          () => resolve('found'),
          () => resolve('refused'),
        )
      })
      return {
        states: await Promise.all(states),
        notification: await Notification.requestPermission(),
        stream: await stream,
        place: await place,
      }
    })
    expect(answers.states.filter((state) => !state.endsWith(' denied'))).toEqual([])
    expect(answers).toMatchObject({ notification: 'denied', stream: 'refused', place: 'refused' })
    const copied = inPage(() => navigator.clipboard.writeText('52:54:00:51:64:01').then(() => true))
    await expect(copied).resolves.toBe(true)
  })

  it('is no window, no webview and no other page', async () => {
    const opened = await inPage(() => globalThis.open('app://puente/index.html') === null)
    expect(opened).toBe(true)
    const webview = await inPage(() => {
      const element = document.createElement('webview')
      element.setAttribute('src', 'https://example.org/')
      element.setAttribute('nodeintegration', '')
      document.body.append(element)
      return element.constructor.name
    })
    expect(webview).toBe('HTMLElement')
    const contents = await suite.window.app.evaluate(({ webContents }) =>
      webContents.getAllWebContents().map((one) => one.getType()),
    )
    expect(contents).toEqual(['window'])
  })
})

/** A window whose page has been taken over: it holds the channel itself, not our methods. */
describe('a page that is not ours any more', () => {
  interface Rogue {
    invoke(channel: string, ...args: unknown[]): Promise<unknown>
  }
  let rogue: Awaited<ReturnType<typeof openRogue>>

  async function openRogue() {
    const preload = '/home/alex/rogue.cjs'
    await suite.lab.run(['sh', '-c', `cat >${preload} && chmod 644 ${preload}`], {
      input: `const { contextBridge, ipcRenderer } = require('electron')
const invoke = (...words) => ipcRenderer.invoke(...words).catch((error) => String(error))
contextBridge.exposeInMainWorld('rogue', { invoke })`,
    })
    const opened = suite.window.app.waitForEvent('window')
    await suite.window.app.evaluate(({ BrowserWindow }, file) => {
      const webPreferences = { preload: file, sandbox: true, nodeIntegrationInSubFrames: true }
      void new BrowserWindow({ webPreferences }).loadURL('app://puente/index.html')
    }, preload)
    const page = await opened
    await page.waitForLoadState()
    return page
  }

  async function call(channel: string, ...args: unknown[]): Promise<unknown> {
    return await rogue.evaluate(
      ([name, words]) => {
        const { rogue: own } = globalThis as unknown as { rogue: Rogue }
        return own.invoke(name, ...words)
      },
      [channel, args] as const,
    )
  }

  function callBackend(method: unknown, args: unknown): Promise<unknown> {
    return call('puente:call', 'qemu:///system', method, args)
  }

  const refused = { ok: false, error: { code: 'bad-request' } }
  /** Our own page may add it. */
  const SESSION = 'qemu:///session'

  beforeAll(async () => {
    rogue = await openRogue()
  })

  it('reaches the backend as our own page does', async () => {
    expect(await callBackend('getInventory', [])).toMatchObject({ ok: true })
  })

  it('finds no other channel', async () => {
    for (const channel of ['puente:event', 'puente:secret', 'ELECTRON_BROWSER_GET_BUILTIN']) {
      expect(await call(channel, 'x'), channel).toMatch(/No handler registered/)
    }
  })

  it('is refused a method that there is not', async () => {
    for (const method of ['__proto__', 'constructor', 'toString', 'runCommand', '', 7, null]) {
      expect(await callBackend(method, []), String(method)).toMatchObject(refused)
    }
  })

  it('is refused a connection that nobody has added', async () => {
    const known = { ok: false, error: { code: 'connection-unknown' } }
    for (const uri of ['', 'test:///default', 'qemu+ssh://-oProxyCommand=x/system', '__proto__']) {
      expect(await call('puente:call', uri, 'getInventory', []), uri).toMatchObject(known)
    }
    for (const uri of [undefined, null, {}, 7]) {
      expect(await call('puente:call', uri, 'getInventory', [])).toMatchObject(refused)
    }
  })

  it('is refused of the shell itself what its contract does not say', async () => {
    for (const method of ['start', 'stop', 'call', '__proto__', 7]) {
      expect(await call('puente:shell', method, []), String(method)).toMatchObject(refused)
    }
    for (const args of [[], [7], ['x'.repeat(301)], ['a', 'b'], 'x', null]) {
      expect(await call('puente:shell', 'addConnection', args)).toMatchObject(refused)
    }
    const told = { title: 'x', failed: false }
    const tries = [
      { ...told, title: 'x'.repeat(201) },
      { ...told, title: '' },
      { ...told, icon: '/x' },
    ]
    for (const task of tries) {
      expect(await call('puente:shell', 'tellEnded', [task])).toMatchObject(refused)
    }
    expect(await call('puente:shell', 'setTray', ['/etc/passwd'])).toMatchObject(refused)
    for (const args of [[], ['/etc'], ['iso', '/etc'], [{ defaultPath: '/etc' }]]) {
      expect(await call('puente:shell', 'chooseFile', args)).toMatchObject(refused)
    }
    const parameter = ['qemu:///system?command=/tmp/x']
    expect(await call('puente:shell', 'addConnection', parameter)).toMatchObject({
      ok: false,
      error: { code: 'connection-uri-invalid' },
    })
  })

  it('connects to no other computer unless the person says so to the desktop', async () => {
    await answerBoxes(suite.window, 0)
    const uri = 'qemu+ssh://elsewhere.example/system'
    expect(await call('puente:shell', 'addConnection', [uri])).toMatchObject({
      ok: false,
      error: { code: 'connection-not-wanted' },
    })
    expect(await saidInBoxes(suite.window)).toEqual([expect.stringContaining(uri)])
    const list = await call('puente:shell', 'getConnections', [])
    expect(JSON.stringify(list)).not.toContain('elsewhere')
  })

  it('is refused arguments that are not a list', async () => {
    for (const args of [undefined, null, {}, 'x', { length: 1, 0: 'x' }]) {
      expect(await callBackend('applyPlan', args)).toMatchObject(refused)
    }
  })

  it('is refused XML and extra fields where an intent is meant', async () => {
    const xml = '<network><name>x</name><bridge name="virbr9"/></network>'
    const uuid = '3c2f5d4e-9a60-4d3b-8a43-6f8d3f1b2c10'
    const tries: [string, unknown[]][] = [
      ['planCreateBridge', [xml]],
      ['planCreateBridge', [{ nic: 'eth0', name: 'br0', network: null, xml }]],
      ['planCreateNetwork', [{ definition: xml, autostart: true, copyOf: null }]],
      ['startNetwork', [xml]],
      ['stopNetwork', [uuid, { force: true, xml }]],
      ['stopNetwork', [uuid, { force: 'yes' }]],
    ]
    for (const [method, args] of tries) {
      expect(await callBackend(method, args), method).toMatchObject(refused)
    }
    expect(await suite.lab.virsh('net-list', '--all', '--name')).not.toContain('x\n')
  })

  it('is refused a call too large to be one, and nobody is slower for it', async () => {
    const answer = await rogue.evaluate(() => {
      const { rogue: own } = globalThis as unknown as { rogue: Rogue }
      return own.invoke('puente:call', 'qemu:///system', 'applyPlan', ['x'.repeat(50_000_000)])
    })
    expect(answer).toMatchObject(refused)
    expect(await callBackend('getInventory', [])).toMatchObject({ ok: true })
  })

  it('is nobody in a frame of our page', async () => {
    // From a world whose policies are not made yet: in the page's own, no text becomes a frame.
    await suite.window.app.evaluate(async ({ BrowserWindow }) => {
      const [latest] = BrowserWindow.getAllWindows().sort((a, b) => b.id - a.id)
      const code = `new Promise((resolve) => {
        const frame = document.createElement('iframe')
        const rules = { createHTML: (text) => text }
        frame.srcdoc = trustedTypes.createPolicy('icons', rules).createHTML('<p>inside</p>')
        frame.addEventListener('load', () => resolve(true))
        document.body.append(frame)
      })`
      await latest?.webContents.executeJavaScriptInIsolatedWorld(999, [{ code }])
    })
    const answer = await rogue.evaluate(async () => {
      const frame = document.querySelector('iframe')
      const inside = frame?.contentWindow as unknown as { rogue?: Rogue } | null
      return inside?.rogue
        ? await inside.rogue.invoke('puente:call', 'qemu:///system', 'getInventory', [])
        : 'no bridge'
    })
    expect(answer).toMatchObject(refused)
  })

  it.each(['data:text/html,other', 'app://puente.example/index.html', 'about:blank'])(
    'is nobody as %s',
    async (url) => {
      await suite.window.app.evaluate(async ({ BrowserWindow }, target) => {
        const windows = BrowserWindow.getAllWindows()
        const [latest] = windows.sort((a, b) => b.id - a.id)
        await latest?.loadURL(target).catch(() => undefined)
      }, url)
      await rogue.waitForURL(url)
      expect(await callBackend('getInventory', [])).toMatchObject(refused)
      expect(await call('puente:shell', 'addConnection', [SESSION])).toMatchObject(refused)
    },
  )
})
