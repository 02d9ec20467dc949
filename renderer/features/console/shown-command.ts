/** A command's first line, in at most 200 characters: for a sentence about it. */
export function shownCommand(command: string): string {
  const [first = ''] = command.split('\n')
  const cut = [...first].slice(0, 200).join('')
  return cut === command ? command : `${cut}…`
}
