import { computed, reactive, ref, watch } from 'vue'
import type {
  LinkConditions,
  NicConditions,
  Way,
  WayConditions,
} from '../../../shared/model/link-conditions.ts'
import { ways } from '../../../shared/model/link-conditions.ts'
import {
  areNone,
  areSame,
  perfectWay,
  presetNames,
  presetOf,
  presets,
  secondsProblem,
  wayProblems,
} from '../../../shared/rules/link-conditions.ts'
import type { PresetName } from '../../../shared/rules/link-conditions.ts'
import { useText } from '../useText.ts'

export const conditionChoices = ['none', ...presetNames, 'own', 'unplugged'] as const
export type ConditionChoice = (typeof conditionChoices)[number]

export const wayFields = ['delay', 'jitter', 'loss', 'duplicates', 'rate'] as const
export type WayField = (typeof wayFields)[number]
/** As they are typed. */
type WayDraft = Record<WayField, string>

/**
 * What a person chooses for a NIC's cable, checked as it is typed.
 * @param runs it has a cable now; else they are for its next start alone
 */
export function useConditionsForm(before: NicConditions, runs: boolean, canKeep: boolean) {
  const { say } = useText()
  const shown = before.now ?? before.kept
  const choice = ref<ConditionChoice>(shown ? (presetOf(shown) ?? 'own') : 'none')
  const drafts = reactive(draftsOf(shown))
  const keep = ref(canKeep && (before.kept !== null || !runs))
  const seconds = ref('10')

  // Own values begin with what was chosen before.
  watch(choice, (_, last) => {
    if (isPreset(last)) Object.assign(drafts, draftsOf(presets[last]))
  })

  const own = computed<LinkConditions>(() => ({
    toMachine: wayOf(drafts.toMachine),
    fromMachine: wayOf(drafts.fromMachine),
  }))
  const conditions = computed<LinkConditions | null>(() => {
    if (isPreset(choice.value)) return presets[choice.value]
    return choice.value === 'own' ? own.value : null
  })
  const errorOf = (way: Way, field: WayField): string | false => {
    const problem = wayProblems(own.value[way])[field]
    return problem ? say(problem) : false
  }
  const secondsError = computed(() => {
    const problem = secondsProblem(Number(seconds.value.trim() || Number.NaN))
    return problem ? say(problem) : false
  })
  const isEmpty = computed(() => choice.value === 'own' && areNone(own.value))
  const ok = computed(() => {
    if (choice.value === 'unplugged') return !secondsError.value
    if (choice.value !== 'own') return true
    return !isEmpty.value && ways.every((way) => wayFields.every((field) => !errorOf(way, field)))
  })
  const unchanged = computed(() => {
    if (choice.value === 'unplugged') return false
    const kept = keep.value ? conditions.value : null
    return areSame(before.kept, kept) && areSame(before.now, runs ? conditions.value : before.now)
  })

  return {
    choice,
    drafts,
    keep,
    seconds,
    conditions,
    errorOf,
    secondsError,
    isEmpty,
    ok,
    unchanged,
  }
}

export type ConditionsFormState = ReturnType<typeof useConditionsForm>

function isPreset(choice: ConditionChoice | undefined): choice is PresetName {
  return presetNames.some((name) => name === choice)
}

function draftsOf(conditions: LinkConditions | null): Record<Way, WayDraft> {
  const draft = (way: WayConditions): WayDraft => ({
    ...{ delay: text(way.delay), jitter: text(way.jitter) },
    ...{ loss: text(way.loss), duplicates: text(way.duplicates) },
    rate: way.rate === null ? '' : text(way.rate),
  })
  return {
    toMachine: draft(conditions?.toMachine ?? perfectWay),
    fromMachine: draft(conditions?.fromMachine ?? perfectWay),
  }
}

const text = (value: number) => (value === 0 ? '' : String(value))

function wayOf({ delay, jitter, loss, duplicates, rate }: WayDraft): WayConditions {
  return {
    ...{ delay: numberOf(delay), jitter: numberOf(jitter) },
    ...{ loss: numberOf(loss), duplicates: numberOf(duplicates) },
    rate: rate.trim() === '' ? null : numberOf(rate),
  }
}

/** Nothing is none; a comma is as good as a point. */
function numberOf(typed: string): number {
  return typed.trim() === '' ? 0 : Number(typed.trim().replace(',', '.'))
}
