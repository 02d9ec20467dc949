/** What is done to a session in several steps, each of which may be the last one before a crash. */
export const workflowKinds = ['create', 'open', 'pause', 'resume', 'delete', 'let-go'] as const

export type WorkflowKind = (typeof workflowKinds)[number]
