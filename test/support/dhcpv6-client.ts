/** A DHCPv6 client of its own, as the lab's guests have none: it asks who it is, and says what it is offered. */
import type { Lab } from '../lab/lab.ts'

/**
 * Solicits once a second until an offer comes, RFC 8415.
 * @param device an interface in the lab's other namespace, whose other end is in the network's bridge
 * @param duid pairs of hex digits with colons
 * @param seconds how long it asks
 * @returns the address, or `none`: the server has none for it, or says nothing
 */
export async function offeredTo(
  lab: Lab,
  device: string,
  duid: string,
  { name = '', seconds = 5 } = {},
): Promise<string> {
  const script = `
    const socket = require('node:dgram').createSocket({ type: 'udp6', reuseAddr: true })
    const option = (code, data) => {
      const head = Buffer.alloc(4)
      head.writeUInt16BE(code, 0)
      head.writeUInt16BE(data.length, 2)
      return Buffer.concat([head, data])
    }
    const duid = Buffer.from(${JSON.stringify(duid.replaceAll(':', ''))}, 'hex')
    const name = ${JSON.stringify(name)}
    const fqdn = Buffer.concat([Buffer.from([0, name.length]), Buffer.from(name)])
    const solicit = Buffer.concat([
      Buffer.from([1, 1, 2, 3]),
      option(1, duid),
      option(3, Buffer.from([0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0])),
      option(8, Buffer.from([0, 0])),
      ...(name ? [option(39, fqdn)] : []),
    ])
    const end = (said) => { console.log(said); process.exit(0) }
    const find = (data, code, from) => {
      for (let at = from; at + 4 <= data.length; at += 4 + data.readUInt16BE(at + 2)) {
        if (data.readUInt16BE(at) === code) return data.subarray(at + 4, at + 4 + data.readUInt16BE(at + 2))
      }
    }
    socket.on('message', (data) => {
      if (data[0] !== 2 || data[3] !== 3) return
      const address = find(find(data, 3, 4) ?? Buffer.alloc(0), 5, 12)
      if (!address) return end('none')
      const words = Array.from({ length: 8 }, (_, i) => address.readUInt16BE(2 * i).toString(16))
      end(new URL('http://[' + words.join(':') + ']').hostname.slice(1, -1))
    })
    socket.bind(546, '::', () => {
      const ask = () => socket.send(solicit, 547, 'ff02::1:2%${device}')
      ask()
      setInterval(ask, 1000)
    })
    setTimeout(() => end('none'), ${seconds * 1000})`
  return (await lab.run(['node', '-e', script], { where: 'lan' })).stdout.trim()
}
