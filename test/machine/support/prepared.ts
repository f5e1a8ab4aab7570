/** A computer of which something is made, and which does not outlive that this fails. */
import { Computer } from '../computer.ts'

export async function prepared<Made>(make: (computer: Computer) => Promise<Made>): Promise<Made> {
  const computer = await Computer.start()
  try {
    return await make(computer)
  } catch (error) {
    await computer.stop()
    throw error
  }
}
