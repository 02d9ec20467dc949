import type * as Monaco from 'monaco-editor/editor/editor.api.js'

/** Gives up the keys that the application needs in the editor as well, and moves what they did where there is room. */
export function freeKeys({ editor, KeyCode, KeyMod }: typeof Monaco): void {
  editor.addKeybindingRules([
    // Run.
    { keybinding: KeyMod.CtrlCmd | KeyCode.Enter, command: '-editor.action.insertLineAfter' },
    { keybinding: KeyMod.Alt | KeyCode.Enter, command: 'editor.action.insertLineAfter', when: 'editorTextFocus' },
    // The palette of the window, not of the editor alone.
    { keybinding: KeyCode.F1, command: '-editor.action.quickCommand' },
    // Read the last output.
    { keybinding: KeyMod.CtrlCmd | KeyMod.Shift | KeyCode.KeyL, command: '-editor.action.selectHighlights' },
    { keybinding: KeyMod.CtrlCmd | KeyMod.Shift | KeyCode.KeyL, command: '-selectAllSearchEditorMatches' },
    // Side bar, panel: mac has these on Ctrl in Monaco.
    { keybinding: KeyMod.CtrlCmd | KeyCode.KeyJ, command: '-editor.action.joinLines' },
  ])
}
