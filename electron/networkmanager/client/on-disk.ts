import type { NetworkManagerClient } from './client.ts'

/** On the file system of its profiles, whose own folder only root may enter on some hosts. */
const FOLDER = '/etc'
/** A slow disk that others write to as well. */
const PATIENCE_MS = 30_000

/**
 * Waits until what NetworkManager has stored or deleted is on the disk. It leaves that to the kernel,
 * which takes up to half a minute: a power cut in it leaves a new profile empty, or one of two.
 * Where it can't be waited for, all is as it would be without.
 */
export async function writeToDisk({ side }: NetworkManagerClient): Promise<void> {
  await side.look('sync', ['--file-system', FOLDER], { timeout: PATIENCE_MS })
}
