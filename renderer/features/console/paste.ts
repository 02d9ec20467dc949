/**
 * What may be typed of a pasted text: no escape and control characters, so that a copied text can neither steer the
 * terminal nor press Enter; line ends as `\n`, without those at its end.
 */
export function cleanPaste(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replaceAll('\t', '    ')
    .replace(/\p{Cc}/gu, (control) => (control === '\n' ? '\n' : ''))
    .replace(/\n+$/, '')
}
