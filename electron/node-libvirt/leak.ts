import { Connection } from './src/index.ts'
const c = await Connection.open('test:///default')
const d = await c.lookupDomainByName('test')
const kinds: Record<string, () => Promise<unknown>> = {
  hostname: () => c.getHostname(),
  xml: () => d.getXml(),
  state: () => d.getState(),
  lookup: () => c.lookupDomainByName('test'),
  missing: () => c.lookupNetworkByName('x').catch(() => {}),
}
const mem = async () => { for (let i=0;i<5;i++){ globalThis.gc!(); await new Promise(r=>setTimeout(r,20)) } const m = process.memoryUsage(); return [m.rss, m.heapUsed, m.external].map(x => +(x/2**20).toFixed(2)) }
for (const [n, f] of Object.entries(kinds)) {
  if (process.argv[2] && process.argv[2] !== n) continue
  for (let r = 0; r < 4; r++) {
    for (let i = 0; i < 100000; i += 100) await Promise.all(Array.from({length:100}, f))
    console.log(n, r, ...(await mem()))
  }
}
await c.close()
