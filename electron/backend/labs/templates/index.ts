/** Labs that come along, by their names: each is a file like any other. */
import type { LabTemplate } from '../../../../shared/model/labs/lab.ts'
import { classroom } from './classroom.ts'
import { dmzRouter } from './dmz-router.ts'
import { natPlayground } from './nat-playground.ts'
import { netbootCluster } from './netboot-cluster.ts'
import { twoLansRouter } from './two-lans-router.ts'

export const templates: Record<LabTemplate, string> = {
  'nat-playground': natPlayground,
  'dmz-router': dmzRouter,
  'two-lans-router': twoLansRouter,
  'netboot-cluster': netbootCluster,
  classroom,
}
