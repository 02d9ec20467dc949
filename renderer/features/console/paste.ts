/**
 * What may be typed of a pasted text: no escape and control characters, so that a copied text can neither steer the
 * terminal nor press Enter; line ends as `\n`, without those at its end.
 */
export function cleanPaste(text: string): string {
  return (
    text
      .replace(/\r\n?/g, '\n')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '')
      .replaceAll('\t', '    ')
      .replace(/\n+$/, '')
  )
}
