import { expect, it } from 'vitest'
import { sshArguments } from '../../../electron/libvirt/connection/ssh.ts'

const uri = { user: null, port: null } as const

// fleet-commander/fc-admin #235: fish reads no `if …; then`, and csh no `>/dev/null` of it
it.each(['/system', '/session', '/default'] as const)(
  'is one simple command for whatever shell the far user has: %s',
  (path) => {
    const command = sshArguments({ ...uri, path } as Parameters<typeof sshArguments>[0], 'far').at(
      -1,
    )
    expect(command).toMatch(/^sh -c '[^'\\!]+'$/)
  },
)
