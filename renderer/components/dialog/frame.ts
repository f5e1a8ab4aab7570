/** What every dialog says of its frame. */
export interface Frame {
  title: string
  text?: string
  wide?: boolean
  /** For two texts side by side. */
  widest?: boolean
}
