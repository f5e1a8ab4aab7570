import { expect, it } from 'vitest'
import { verdictOf } from '../../../renderer/model/diagnosis.ts'
import { downFindings } from '../../window-fake/findings.ts'
import type { Unseen } from '../../../shared/model/finding.ts'

const reason = { key: 'unseen.service' as const }
const unseen: Unseen = { what: 'libvirt', reason, command: 'virsh list', administrator: false }

it.each([
  ['healthy', [], []],
  ['partly', [], [unseen]],
  ['found', downFindings(), []],
  ['found', downFindings(), [unseen]],
] as const)('is %s', (verdict, findings, notSeen) => {
  expect(verdictOf({ findings: [...findings], unseen: [...notSeen] })).toBe(verdict)
})
