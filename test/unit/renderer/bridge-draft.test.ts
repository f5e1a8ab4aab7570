import { describe, expect, it } from 'vitest'
import type { BridgeAddresses } from '../../../shared/model/bridge-settings.ts'
import {
  addressDraft,
  askedAddresses,
  filledDraft,
} from '../../../renderer/model/host/bridge-draft.ts'

const asked: Record<string, BridgeAddresses | null> = {
  'as they are': null,
  DHCP: { method: 'dhcp' },
  none: { method: 'none' },
  'addresses of both families': {
    method: 'static',
    addresses: ['192.0.2.7/24', '2001:db8::7/64'],
    gateway: '192.0.2.1',
    gateway6: '2001:db8::1',
    dns: ['192.0.2.53', '2001:db8::53'],
  },
  'an address alone': {
    ...{ method: 'static', addresses: ['192.0.2.7/24'] },
    ...{ gateway: null, gateway6: null, dns: [] },
  },
}

describe('what was asked for once, filled in to be asked for again', () => {
  it.each(Object.entries(asked))('%s', (_, addresses) => {
    expect(askedAddresses(filledDraft(addressDraft(), addresses))).toEqual(addresses)
  })
})
