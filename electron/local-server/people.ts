/** Who asks, as the token says. */
export interface Person {
  readonly userId: string
  /** Sees everybody's sessions: the owner of this computer, over the private socket only. */
  readonly isOwner: boolean
}

/** Whether something of `userId` may be seen and changed. What may not is answered as if it did not exist. */
export function mayUse(person: Person, userId: string): boolean {
  return person.isOwner || person.userId === userId
}
