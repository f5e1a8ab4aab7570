/** What there is to choose from for a new machine. */
export interface NewMachineChoices {
  /** Names of the systems that virt-install knows. */
  systems: string[]
}
