import { expect, it } from 'vitest'
import {
  refusedRights,
  requireVersion,
  rightsWithout,
} from '../../../electron/networkmanager/client/permissions.ts'
import { failureOf } from '../../support/failure.ts'

it.each(['1.40.18', '1.9.0', '0.9.10', ''])(
  'NetworkManager %s is too old, and it is said',
  async (version) => {
    const failure = await failureOf(() => requireVersion(version))
    expect(failure).toMatchObject({
      code: 'networkmanager-too-old',
      params: { version, needed: '1.42' },
    })
  },
)

it.each(['1.42.0', '1.42.4', '1.52.1', '2.0'])('NetworkManager %s will do', (version) => {
  expect(() => requireVersion(version)).not.toThrow()
})

it('a right that polkit refuses is named; one that it would ask for is none', () => {
  const nm = 'org.freedesktop.NetworkManager'
  const answers = {
    [`${nm}.checkpoint-rollback`]: 'no',
    [`${nm}.settings.modify.system`]: 'auth',
    [`${nm}.network-control`]: 'yes',
    [`${nm}.wifi.scan`]: 'no',
  }
  expect(refusedRights(answers)).toEqual([`${nm}.checkpoint-rollback`])
})

it.each([
  [true, []],
  [false, ['org.freedesktop.NetworkManager.network-control']],
])('where a password can be asked for (%s), it is not missing', (mayAuthenticate, missing) => {
  const nm = 'org.freedesktop.NetworkManager'
  const answers = {
    [`${nm}.checkpoint-rollback`]: 'yes',
    [`${nm}.settings.modify.system`]: 'yes',
    [`${nm}.network-control`]: 'auth',
  }
  expect(rightsWithout(answers, { mayAuthenticate })).toEqual(missing)
})
