/** What is put before the argv of what only root may do. */
export const AS_ROOT = process.getuid() === 0 ? [] : ['sudo']
