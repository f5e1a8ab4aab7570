/**
 * What runs on a far host. All of it is constant text: what is asked is sent as data, a line for each
 * word, which no shell reads anything into. It needs a POSIX shell, coreutils, and for what goes over
 * the network bash's /dev/udp, which Debian, Fedora, openSUSE and Arch build in.
 */

/**
 * The one command that the person's own login shell is given, be it bash, dash, fish or csh: without
 * a line break, and with nothing inside of the quotes that any of them reads. `read` takes what it
 * needs and leaves the rest of the input alone, which a shell that is given a script that way does not.
 */
export const REMOTE_COMMAND = `exec sh -c 'eval "$(while IFS= read -r line && [ "$line" != . ]; do printf "%s\\n" "$line"; done)"'`

/** Programs are those of the system, whatever the person's own files say. */
const SYSTEM = `LC_ALL=C
PATH=/usr/bin:/usr/sbin:/bin:/sbin:/usr/local/bin:/usr/local/sbin
export LC_ALL PATH`

/** Whatever was printed before is a login script's. The token tells where ours begins. */
const GREETING = `IFS= read -r token || exit
printf '\\n%s 0\\n' "$token"`

/** A file is cut off there; nothing that is asked for is near it. */
export const MOST_OF_A_FILE = 4 << 20
/** QEMU's, where no person's PATH leads. */
const EMULATORS = '/usr/libexec:/usr/lib/qemu'

/**
 * Answers request after request: a verb, the number of its words, the words. Each answer is of one or
 * more parts, and each part ends with the token and a status.
 */
export const SHELL_SCRIPT = `${SYSTEM}
${GREETING}
end() { printf '\\n%s %d\\n' "$token" "$1"; }
run() {
  seconds=$1; shift
  { said=$(timeout -k 1 "$seconds" "$@" </dev/null 2>&1 >&3); status=$?; } 3>&1
  end "$status"; printf '%s' "$said"; end 0
}
where() {
  name=$1; shift
  for folder do if [ -f "$folder/$name" ] && [ -x "$folder/$name" ]; then printf '%s' "$folder/$name"; return; fi; done
}
while IFS= read -r verb && IFS= read -r count; do
  set --
  while [ "$count" -gt 0 ]; do
    IFS= read -r word || exit
    set -- "$@" "$word"; count=$((count - 1))
  done
  case $verb in
  files)
    for path do
      if [ -f "$path" ] && [ -r "$path" ]; then head -c ${MOST_OF_A_FILE} -- "$path" 2>/dev/null; end $?; else end 1; fi
    done ;;
  folders)
    for path do
      if [ -d "$path" ] && [ -r "$path" ]; then
        for name in "$path"/* "$path"/.[!.]*; do
          if [ -e "$name" ] || [ -L "$name" ]; then printf '%s\\0' "\${name##*/}"; fi
        done
        end 0
      else end 1; fi
    done ;;
  links) QUOTING_STYLE=literal stat -c '%N' -- "$@" 2>/dev/null; end 0 ;;
  modes) stat -L -c '%f %n' -- "$@" 2>/dev/null; end 0 ;;
  where) where "$@"; end 0 ;;
  who) id -u; id -un; end 0 ;;
  way) printf '%s' "\${SSH_CONNECTION-}"; end 0 ;;
  run) run "$@" ;;
  emulator) (PATH=$PATH:${EMULATORS}; run "$@") ;;
  nudge) bash -c 'echo >"/dev/udp/$0/9"' "$1" 2>/dev/null; end 0 ;;
  connect)
    said=$(timeout "$3" bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$1" "$2" 2>&1); status=$?
    printf '%s' "$said"; end "$status" ;;
  dns)
    case $3 in
    root) query='\\120\\125\\1\\0\\0\\1\\0\\0\\0\\0\\0\\0\\0\\0\\2\\0\\1' ;;
    *) query='\\120\\125\\1\\0\\0\\1\\0\\0\\0\\0\\0\\0\\6puente\\0\\0\\1\\0\\1' ;;
    esac
    bash -c 'exec 3<>"/dev/udp/$0/53" && printf "$1" >&3 && timeout "$2" head -c 2 <&3' "$1" "$query" "$2" 2>/dev/null | od -An -tx1
    end 0 ;;
  *) end 64 ;;
  esac
done
`

/** The system bus where its socket may not be forwarded. */
export const BUS_SCRIPT = `${SYSTEM}
${GREETING}
exec systemd-stdio-bridge
`

/**
 * polkit's own helper, as whoever is logged in: a program of root's that is told whom to ask for, and a
 * socket instead from polkit 127 on.
 */
export const POLKIT_SOCKET = '/run/polkit/agent-helper.socket'
export const POLKIT_SCRIPT = `${SYSTEM}
${GREETING}
IFS= read -r user || exit
for folder in /usr/lib/polkit-1 /usr/libexec /usr/lib/policykit-1; do
  if [ -u "$folder/polkit-agent-helper-1" ]; then exec "$folder/polkit-agent-helper-1" "$user"; fi
done
`

/**
 * One program, whose words come as data. It ends when its input does, however whoever holds that has ended;
 * and all of this with it, since sshd's input and output are one socket, which is not told of a half of it.
 */
export const TETHER_SCRIPT = `${SYSTEM}
${GREETING}
IFS= read -r count || exit
set --
while [ "$count" -gt 0 ]; do
  IFS= read -r word || exit
  set -- "$@" "$word"; count=$((count - 1))
done
exec 3<&0
"$@" </dev/null 3<&- & child=$!
{
  trap 'kill $!; exit' TERM
  cat <&3 & wait $!
  kill "$child"
} >/dev/null 2>&1 & watcher=$!
exec <&- 3<&-
wait "$child"; status=$?
kill "$watcher" 2>/dev/null
exit "$status"
`

/** What is sent first: the script, up to a line with a dot alone, and the token. */
export function opening(script: string, token: string): string {
  return `${script}.\n${token}\n`
}
