import type { ErrorData } from '../../shared/errors.ts'

/** The command that installs or starts what is missing, where the backend names none. */
const commands: Partial<Record<ErrorData['code'], string>> = {
  'libvirt-missing': 'sudo apt install libvirt-daemon-system',
  'libvirt-unavailable': 'sudo systemctl enable --now libvirtd.socket',
  'libvirt-refused': 'sudo usermod -aG libvirt "$USER"',
  'libvirt-read-only': 'sudo usermod -aG libvirt "$USER"',
  'networkmanager-missing':
    'sudo apt install network-manager\nsudo systemctl enable --now NetworkManager',
  'virt-install-missing': 'sudo apt install virtinst',
  'no-polkit-agent': 'sudo apt install mate-polkit',
}

export function remedyFor(error: ErrorData): string | null {
  const { command } = error.params
  return typeof command === 'string' ? command : (commands[error.code] ?? null)
}
