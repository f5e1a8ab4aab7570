import type { Release } from './changelog.ts'

interface PackageFile {
  name: string
  sha256: string
}

/** What goes beside the files of a version where they are published. */
export function releaseNotes(release: Release, files: PackageFile[]): string {
  const deb = files.find(({ name }) => name.endsWith('.deb'))?.name ?? ''
  return `# Puente ${release.version}

${release.changes.map((change) => `- ${change}`).join('\n')}

## Install

\`\`\`sh
sudo apt install ./${deb}
\`\`\`

## Checksums (SHA-256)

${files.map(({ name, sha256 }) => `    ${sha256}  ${name}`).join('\n')}
`
}
